import type { FoundInstallation, Installations } from '../../main/app/ports/installations';
import type { AvailableUpdate, Code } from '../../main/core/installation';
import { failure, type Result, success } from '../../main/core/result';
import type { PreFlight } from '../../main/core/update-findings';

export const CODE: Code = { commit: 'a'.repeat(40), version: '0.22.5', branch: 'main' };
export const CLEAR: PreFlight = {
  other: null,
  changed: [],
  changedCount: 0,
  freeBytes: 10 * 1024 ** 3,
  unreachable: null,
  broken: null,
};

export interface FakeInstallations extends Installations {
  /** What there is; change it at will. */
  readonly is: {
    found: FoundInstallation | null;
    code: Result<Code>;
    known: AvailableUpdate | null;
    checked: Result<AvailableUpdate>;
    preFlight: PreFlight;
  };
  /** How often the network was asked. */
  checks(): number;
  /** How often a checkout was read. */
  reads(): number;
}

export function createFakeInstallations(): FakeInstallations {
  let checks = 0;
  let reads = 0;
  const is: FakeInstallations['is'] = {
    found: { checkout: '/home/ada/.hermes/hermes-agent', method: 'git' },
    code: success(CODE),
    known: null,
    checked: failure('unreachable', 'there is no network'),
    preFlight: CLEAR,
  };
  return {
    is,
    checks: () => checks,
    reads: () => reads,
    find: async (candidates) => (candidates.length === 0 ? null : is.found),
    async readCode() {
      reads += 1;
      return is.code;
    },
    readKnown: async () => is.known,
    async check() {
      checks += 1;
      return is.checked;
    },
    preFlight: async () => is.preFlight,
  };
}
