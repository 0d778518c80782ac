import { describe, expect, it } from 'vitest';
import { createInstallationsFollower } from '../../../main/app/follow-installations';
import { createStore } from '../../../main/app/store';
import { type AvailableUpdate, CHECK_EVERY_MS } from '../../../main/core/installation';
import { failure, success } from '../../../main/core/result';
import { DEFAULT_SETTINGS, NO_NOTES } from '../../../main/core/settings';
import { createFakeClock } from '../../fakes/fake-clock';
import { CODE, createFakeInstallations } from '../../fakes/fake-installations';
import { createFakeLogger } from '../../fakes/fake-logger';
import { home, NOW, processFacts, record, UNIT, unitFacts } from '../../fixtures/build';
import { turn } from './rig';

const CHECKOUT = '/home/ada/.hermes/hermes-agent';

function createScene() {
  const clock = createFakeClock(NOW);
  const store = createStore();
  const installations = createFakeInstallations();
  const follower = createInstallationsFollower({ store, installations, clock, logger: createFakeLogger() });
  const stop = follower.start();
  store.dispatch({ kind: 'tray-host-changed', host: 'status-notifier' });
  return {
    clock,
    store,
    installations,
    follower,
    stop,
    found: () => store.state().installations[CHECKOUT],
    async comes(unit = UNIT, invocationId = 'a'.repeat(32), execMainStartedAt = NOW - 3_600_000): Promise<void> {
      const facts = unitFacts({ unit, invocationId, execMainStartedAt });
      store.dispatch({ kind: 'unit-changed', facts, at: clock.now() });
      store.dispatch({
        kind: 'home-changed',
        unit,
        home: home(record()),
        process: processFacts(),
        at: clock.now(),
      });
      await turn();
    },
    async pass(milliseconds: number): Promise<void> {
      clock.advance(milliseconds);
      await turn();
    },
  };
}

function update(behind: number, checkedAt: number): AvailableUpdate {
  return { commit: 'b'.repeat(40), version: '0.23.3', behind, commits: [], checkedAt };
}

describe('the Hermes that gateways run', () => {
  it('is found with the units that run it', async () => {
    const scene = createScene();
    await scene.comes();
    await scene.comes('hermes-gateway-coder.service');
    expect(scene.found()).toMatchObject({
      method: 'git',
      code: CODE,
      units: ['hermes-gateway-coder.service', 'hermes-gateway.service'],
    });
  });

  it('is read anew with a new run, since an update may have been the reason', async () => {
    const scene = createScene();
    await scene.comes();
    scene.installations.is.code = success({ ...CODE, version: '0.23.3' });
    await scene.comes();
    expect(scene.found()?.code?.version).toBe('0.22.5');
    await scene.comes(UNIT, 'c'.repeat(32));
    expect(scene.found()?.code?.version).toBe('0.23.3');
  });

  it('is not read for a gateway that falls over before it is up', async () => {
    const scene = createScene();
    await scene.comes();
    const before = scene.installations.reads();
    // Of a process that has written nothing yet.
    for (const run of ['b', 'c', 'd']) await scene.comes(UNIT, run.repeat(32), NOW);
    expect(scene.installations.reads()).toBe(before);
  });

  it('waits for the icon, and makes no news of what is as it was', async () => {
    const scene = createScene();
    scene.store.dispatch({ kind: 'tray-host-changed', host: 'looking' });
    await scene.comes();
    expect(scene.installations.reads()).toBe(0);
    scene.store.dispatch({ kind: 'tray-host-changed', host: 'none' });
    await turn();
    expect(scene.installations.reads()).toBe(1);
    const { revision } = scene.store.state();
    scene.follower.lookAgain(CHECKOUT);
    await turn();
    expect(scene.store.state().revision).toBe(revision);
  });

  it('is forgotten with its last gateway', async () => {
    const scene = createScene();
    await scene.comes();
    scene.store.dispatch({ kind: 'units-listed', units: [] });
    await turn();
    expect(scene.store.state().installations).toEqual({});
  });

  it('is not asked of git where it is no checkout', async () => {
    const scene = createScene();
    scene.installations.is.found = { checkout: CHECKOUT, method: 'pip' };
    await scene.comes();
    expect(scene.found()).toMatchObject({ method: 'pip', code: null, available: null });
    await scene.pass(10 * CHECK_EVERY_MS);
    expect(scene.installations.checks()).toBe(0);
  });
});

describe('the look for an update', () => {
  it('asks the network only when what is known is old', async () => {
    const scene = createScene();
    scene.installations.is.known = update(3, scene.clock.now());
    await scene.comes();
    expect(scene.found()?.available?.behind).toBe(3);
    await scene.pass(CHECK_EVERY_MS - 1);
    expect(scene.installations.checks()).toBe(0);
    scene.installations.is.checked = success(update(5, scene.clock.now()));
    await scene.pass(60_001);
    expect(scene.installations.checks()).toBe(1);
    expect(scene.found()?.available?.behind).toBe(5);
  });

  it('waits a minute where nothing is known, and as long as ever after one that failed', async () => {
    const scene = createScene();
    await scene.comes();
    await scene.pass(59_000);
    expect(scene.installations.checks()).toBe(0);
    await scene.pass(1_000);
    expect(scene.installations.checks()).toBe(1);
    expect(scene.found()).toMatchObject({ isChecking: false, problem: 'there is no network' });
    await scene.pass(CHECK_EVERY_MS - 1000);
    expect(scene.installations.checks()).toBe(1);
  });

  it('is none where the person wants none, but for a click', async () => {
    const scene = createScene();
    const settings = { ...DEFAULT_SETTINGS, checkUpdates: false };
    scene.store.dispatch({ kind: 'settings-changed', settings, notes: NO_NOTES });
    await scene.comes();
    await scene.pass(10 * CHECK_EVERY_MS);
    expect(scene.installations.checks()).toBe(0);
    expect(scene.clock.pending()).toBe(0);
    expect(await scene.follower.checkNow(CHECKOUT)).toEqual(failure('unreachable', 'there is no network'));
    expect(scene.installations.checks()).toBe(1);
  });

  it('is forgotten when the code has moved, and ends with the app', async () => {
    const scene = createScene();
    await scene.comes();
    scene.installations.is.checked = success(update(5, scene.clock.now()));
    await scene.follower.checkNow(CHECKOUT);
    scene.installations.is.code = success({ ...CODE, commit: 'b'.repeat(40) });
    scene.follower.lookAgain(CHECKOUT);
    await turn();
    expect(scene.found()?.available).toBeNull();
    scene.stop();
    expect(scene.clock.pending()).toBe(0);
  });
});
