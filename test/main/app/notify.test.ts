import { describe, expect, it } from 'vitest';
import { notify } from '../../../main/app/notify';
import { createStore } from '../../../main/app/store';
import type { Command } from '../../../main/core/commands';
import type { AppEvent } from '../../../main/core/events';
import { INCIDENT_MEMORY_MS } from '../../../main/core/incidents';
import { RESTART_END_SHOWN_MS } from '../../../main/core/restart-notice';
import { success } from '../../../main/core/result';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeNotifications } from '../../fakes/fake-notifications';
import { CONNECTED, home, NOW, processFacts, record, settingsChanged, UNIT, unitFacts } from '../../fixtures/build';
import { exitWith, LEFT_DOWN, REQUESTED } from '../../fixtures/exits';
import { restartRun } from '../../fixtures/restarts';

const RUN_2 = 'b'.repeat(32);
const CODER = 'hermes-gateway-coder.service';
const DEAD = { activeState: 'inactive', subState: 'dead', mainPid: 0, execMainCode: 1 } as const;
const WAITS = { ...DEAD, activeState: 'activating', subState: 'auto-restart' } as const;
const INCIDENT = `incidents/${UNIT}@${NOW - 2000}`;

/** A gateway that runs, and the use case, which has said nothing yet. */
function createScene() {
  const clock = createFakeClock(NOW);
  const store = createStore();
  const notifications = createFakeNotifications();
  const commands: Command[] = [];
  const stop = notify({
    store,
    notifications,
    clock,
    runCommand: async (command) => {
      commands.push(command);
      return success(null);
    },
  });
  const say = (...events: readonly AppEvent[]) => {
    for (const event of events) store.dispatch(event);
  };
  const facts = (change: Parameters<typeof unitFacts>[0]): AppEvent => ({
    kind: 'unit-changed',
    facts: unitFacts(change),
    at: clock.now(),
  });
  say({ kind: 'bus-changed', bus: CONNECTED }, facts({}), { kind: 'units-listed', units: [UNIT] });
  return {
    clock,
    store,
    notifications,
    commands,
    stop,
    say,
    facts,
    falls: () => say(facts(WAITS), { kind: 'run-ended', exit: exitWith(), at: clock.now() }),
    staysDown: () => say(facts(DEAD), { kind: 'run-ended', exit: exitWith(LEFT_DOWN), at: clock.now() }),
    comesUp(pid = 5000) {
      say(facts({ invocationId: RUN_2, mainPid: pid }), {
        kind: 'home-changed',
        unit: UNIT,
        home: home(record({ pid, startTicks: pid })),
        process: processFacts({ pid, startTicks: pid }),
        at: clock.now(),
      });
    },
    restart: (change: Parameters<typeof restartRun>[0] = {}) =>
      say({ kind: 'restart-changed', unit: UNIT, run: restartRun(change), at: clock.now() }),
    titles: () => notifications.standing.map(({ title }) => title),
  };
}

describe('notify', () => {
  it('says nothing of a gateway that runs, or was stopped on request, and keeps no timer', () => {
    const scene = createScene();
    scene.say(scene.facts(DEAD), { kind: 'run-ended', exit: exitWith(REQUESTED), at: NOW });
    expect(scene.notifications.shown).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('tells of a fall and of its end in one notification, which is put away in time', () => {
    const scene = createScene();
    scene.falls();
    expect(scene.titles()).toEqual(['Hermes gateway stopped unexpectedly']);
    scene.clock.advance(5000);
    scene.comesUp();
    expect(scene.titles()).toEqual(['Hermes gateway is back after 7 s']);
    expect(scene.notifications.popUps).toBe(1);
    scene.clock.advance(INCIDENT_MEMORY_MS);
    expect(scene.titles()).toEqual([]);
    expect(scene.store.state().gateways[UNIT]?.incident).toBeNull();
    expect(scene.clock.pending()).toBe(0);
  });

  it('tells of the next fall of one that was stopped, though another is down still and its notification put away', () => {
    const scene = createScene();
    const coder = { unit: CODER, invocationId: 'c'.repeat(32) };
    const coderDown = exitWith({ ...LEFT_DOWN, ...coder, endedAt: NOW - 3000 });
    scene.say({ kind: 'units-listed', units: [UNIT, CODER] }, scene.facts({ ...DEAD, ...coder }), {
      kind: 'run-ended',
      exit: coderDown,
      at: NOW,
    });
    for (let fall = 1; fall <= 3; fall += 1) {
      const invocationId = fall.toString(16).padStart(32, '0');
      scene.say(scene.facts({ ...WAITS, invocationId }), {
        kind: 'run-ended',
        exit: exitWith({ invocationId, endedAt: scene.clock.now() }),
        at: scene.clock.now(),
      });
      scene.clock.advance(5000);
    }
    const [standing] = scene.notifications.standing;
    scene.notifications.dismiss(standing?.key ?? '');
    // Stopped in its wait, started by hand, and up for hours.
    scene.say(scene.facts({ ...DEAD, job: { id: 7, type: 'stop', isOurs: false } }), scene.facts(DEAD));
    scene.comesUp();
    scene.clock.advance(2 * 3_600_000);
    expect(scene.titles()).toEqual([]);
    const exit = exitWith({ ...LEFT_DOWN, invocationId: RUN_2, status: 78, endedAt: scene.clock.now() });
    scene.say(scene.facts({ ...DEAD, invocationId: RUN_2 }), { kind: 'run-ended', exit, at: scene.clock.now() });
    expect(scene.notifications.standing).toMatchObject([{ key: standing?.key, title: '2 Hermes gateways stopped' }]);
  });

  it('tells of a fall after another unit that was down is gone', () => {
    const scene = createScene();
    const coder = { unit: CODER, invocationId: 'c'.repeat(32) };
    scene.staysDown();
    scene.say({ kind: 'units-listed', units: [UNIT, CODER] }, scene.facts({ ...DEAD, ...coder }), {
      kind: 'run-ended',
      exit: exitWith({ ...LEFT_DOWN, ...coder }),
      at: NOW,
    });
    scene.notifications.dismiss(INCIDENT);
    scene.say({ kind: 'units-listed', units: [UNIT] });
    scene.comesUp();
    expect(scene.titles()).toEqual([]);
    scene.clock.advance(60_000);
    const exit = exitWith({ ...LEFT_DOWN, invocationId: RUN_2, endedAt: scene.clock.now() });
    scene.say(scene.facts({ ...DEAD, invocationId: RUN_2 }), { kind: 'run-ended', exit, at: scene.clock.now() });
    expect(scene.titles()).toEqual(['Hermes gateway is down']);
  });

  it('does what its buttons and a click on it say', () => {
    const scene = createScene();
    scene.falls();
    scene.notifications.press(INCIDENT, 'Start now');
    expect(scene.commands).toEqual([{ kind: 'start', unit: UNIT }]);
    scene.staysDown();
    scene.notifications.click(INCIDENT);
    expect(scene.commands.at(-1)).toEqual({ kind: 'show-window' });
  });

  it('keeps no timer while a restart waits for its agents, and tells how many are left', () => {
    const scene = createScene();
    const waits = (agents: number) =>
      ({ kind: 'waiting-for-idle', agentsNow: agents, agentsFewest: agents, requestedAt: NOW }) as const;
    scene.restart({ mode: 'when-idle', phase: waits(2) });
    scene.clock.advance(3000);
    expect(scene.titles()).toEqual(['Hermes gateway is restarting']);
    expect(scene.clock.pending()).toBe(0);
    scene.restart({ mode: 'when-idle', phase: waits(1) });
    expect(scene.notifications.standing[0]?.body).toMatch(/^20 % · Waiting for 1 agent to finish/);
    expect(scene.clock.pending()).toBe(0);
  });

  it('moves the bar of a restart once a second, and no more when it has ended', () => {
    const scene = createScene();
    scene.restart();
    expect(scene.titles()).toEqual([]);
    scene.clock.advance(3000);
    expect(scene.titles()).toEqual(['Hermes gateway is restarting']);
    const before = scene.notifications.shown.length;
    scene.clock.advance(10_000);
    expect(scene.notifications.shown.length - before).toBe(10);
    const values = scene.notifications.shown.map(({ progress }) => progress ?? 0);
    expect(values).toEqual([...values].sort((left, right) => left - right));
    scene.restart({ phase: { kind: 'ready', at: scene.clock.now(), pid: 5000, tookMs: 13_000 } });
    expect(scene.notifications.standing[0]?.body).toContain('PID 5000');
    expect(scene.notifications.popUps).toBe(1);
    scene.clock.advance(RESTART_END_SHOWN_MS + 1);
    expect(scene.titles()).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
  });

  it('is silent on do not disturb, also of what stands', () => {
    const scene = createScene();
    scene.falls();
    scene.say(settingsChanged({ doNotDisturb: true }));
    expect(scene.titles()).toEqual([]);
    scene.restart();
    scene.clock.advance(60_000);
    expect(scene.titles()).toEqual([]);
    expect(scene.notifications.popUps).toBe(1);
  });

  it('tells again of what is still down when the hour of a snooze is over', () => {
    const scene = createScene();
    scene.staysDown();
    scene.say({ kind: 'incident-snoozed', unit: UNIT, until: NOW + 3_600_000 });
    expect(scene.titles()).toEqual([]);
    scene.clock.advance(3_599_999);
    expect(scene.titles()).toEqual([]);
    scene.clock.advance(1);
    expect(scene.titles()).toEqual(['Hermes gateway is down']);
  });

  it('takes everything down when it ends', () => {
    const scene = createScene();
    scene.falls();
    scene.restart();
    scene.stop();
    expect(scene.titles()).toEqual([]);
    expect(scene.clock.pending()).toBe(0);
    scene.staysDown();
    expect(scene.titles()).toEqual([]);
  });
});
