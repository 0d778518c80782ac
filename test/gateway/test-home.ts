/** A bundle and scratch homes for one test file, removed again afterwards. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { buildGateway } from './build';
import { type GatewayProcess, type StartOptions, startGateway } from './harness';

export interface TestHomes {
  /** The bundle, built for this test file alone. */
  readonly script: () => string;
  /** A fresh, short HERMES_HOME (socket paths are limited). */
  readonly newHome: () => string;
  /** Starts a gateway that is killed at the end of its test. */
  readonly start: (options: Omit<StartOptions, 'script'>) => GatewayProcess;
}

/** Registers the set-up and clean-up with vitest; to be called once, at the top of a test file. */
export function testHomes(base = tmpdir()): TestHomes {
  const started: GatewayProcess[] = [];
  let folder = '';
  let homes = 0;
  const script = () => join(folder, 'gateway.mjs');
  beforeAll(async () => {
    folder = mkdtempSync(join(base, 'sim-'));
    await buildGateway(script());
  });
  afterEach(async () => {
    for (const gateway of started.splice(0)) {
      gateway.kill('SIGKILL');
      await gateway.ended;
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    script,
    newHome: () => {
      homes += 1;
      const home = join(folder, `h${homes}`);
      mkdirSync(home);
      return home;
    },
    start: (options) => {
      const gateway = startGateway({ ...options, script: script() });
      started.push(gateway);
      return gateway;
    },
  };
}
