import { describe, expect, it } from 'vitest';
import { checkoutCandidates, codeName, profileOf, profileRoot } from '../../../main/core/installation';
import { POLICY } from '../../fixtures/build';

const HOME = '/home/ada/.hermes';

describe('where the code of a unit may lie', () => {
  it('is beside its virtual environment, by the assignment that systemd lets win', () => {
    const environment = ['VIRTUAL_ENV=/usr', 'VIRTUAL_ENV=/opt/hermes/venv'];
    expect(checkoutCandidates({ ...POLICY, environment, execStart: [] }, HOME)[0]).toBe('/opt/hermes');
  });

  it('is two above the program, where the unit says nothing', () => {
    const execStart = ['/home/ada/.hermes/hermes-agent/venv/bin/python', '-m', 'hermes_cli.main'];
    expect(checkoutCandidates({ ...POLICY, environment: [], execStart }, null)).toEqual([`${HOME}/hermes-agent`]);
  });

  it('is where the installer puts it, of a profile in the root', () => {
    const policy = { ...POLICY, environment: [], execStart: ['/usr/bin/python3'] };
    expect(checkoutCandidates(policy, `${HOME}/profiles/coder`)).toEqual([`${HOME}/hermes-agent`]);
  });

  it('is nowhere for a program of the system without a home', () => {
    expect(
      checkoutCandidates({ ...POLICY, environment: ['VIRTUAL_ENV=/usr'], execStart: ['/usr/bin/x'] }, null),
    ).toEqual([]);
  });
});

it('knows a home’s profile and root', () => {
  expect([profileOf(HOME), profileRoot(HOME)]).toEqual(['default', HOME]);
  expect([profileOf(`${HOME}/profiles/coder`), profileRoot(`${HOME}/profiles/coder`)]).toEqual(['coder', HOME]);
});

it('calls code by its version, or by its commit', () => {
  expect(codeName({ commit: '0123456789abcdef', version: '0.23.3' })).toBe('0.23.3');
  expect(codeName({ commit: '0123456789abcdef', version: null })).toBe('01234567');
});
