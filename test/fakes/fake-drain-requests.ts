import type { DrainRequests, FoundDrainRequest } from '../../main/app/ports/drain-requests';
import { type Failure, failure, success } from '../../main/core/result';

export interface FakeDrainRequests extends DrainRequests {
  /** What is in each home; a test may put a foreign one there. */
  readonly found: Map<string, Exclude<FoundDrainRequest, 'none'>>;
  /** What every call ends in from now on; null for what is there. */
  fail(failure: Failure | null): void;
}

export function createFakeDrainRequests(): FakeDrainRequests {
  const found = new Map<string, Exclude<FoundDrainRequest, 'none'>>();
  let failed: Failure | null = null;
  return {
    found,
    async write(home) {
      if (failed !== null) return failed;
      if (found.get(home) === 'foreign') {
        return failure('foreign', `${home}/.drain_request.json is there already and is not hermes-tray's`);
      }
      found.set(home, 'ours');
      return success(null);
    },
    async remove(home) {
      if (failed !== null) return failed;
      if (found.get(home) === 'ours') found.delete(home);
      return success(null);
    },
    async find(home) {
      return failed ?? success(found.get(home) ?? 'none');
    },
    fail(failure) {
      failed = failure;
    },
  };
}
