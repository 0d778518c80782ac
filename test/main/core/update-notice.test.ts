import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../main/core/incident';
import { noticesChangeAt, noticesOf } from '../../../main/core/notices';
import { DEFAULT_SETTINGS } from '../../../main/core/settings';
import type { AppState, Gateway } from '../../../main/core/state';
import type { UpdatePhase, UpdateRun } from '../../../main/core/update-run';
import { appState, gateway, home, NOW, record, UNIT } from '../../fixtures/build';
import { exitWith, incidentWith, REQUESTED } from '../../fixtures/exits';
import { restartRun } from '../../fixtures/restarts';
import { CHECKOUT, FAILURE, installation, NEW_CODE, updateRun } from '../../fixtures/updates';

const ID = updateRun().id;
const SHOW = { kind: 'show-window', view: { name: 'update', unit: UNIT, at: null } } as const;
const ROLL_BACK = { label: 'Roll back', command: { kind: 'roll-back', id: ID } };
/** After the update, and before it was begun anew. */
const UPDATED = { installations: { [CHECKOUT]: installation({ code: NEW_CODE }) } };

function notices(
  run: Partial<UpdateRun>,
  change: Partial<AppState> = UPDATED,
  gateways: readonly Gateway[] = [gateway({ home: home(record()) })],
  now = NOW,
) {
  return noticesOf(appState(gateways, { update: updateRun(run), ...change }), now);
}

function ended(phase: UpdatePhase): Partial<UpdateRun> {
  return { phase, codeAfter: NEW_CODE, backAt: NOW };
}

const DONE = ended({ kind: 'done', at: NOW, wasCurrent: false });
const FAILED = ended({ kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true });

describe('the notification of an update', () => {
  it('is a bar while it lasts, once that is longer than a moment', () => {
    const installations = { [CHECKOUT]: installation() };
    expect(notices({ startedAt: NOW - 2000 }, { installations })).toEqual([]);
    const [notice, ...others] = notices({}, { installations });
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      key: `update/${ID}`,
      title: 'Updating Hermes to 0.23.3',
      body: expect.stringMatching(/^\d+ % · Installing the Python packages$/),
      progress: expect.any(Number),
      urgency: 'low',
      isTransient: true,
      actions: [],
      defaultCommand: SHOW,
    });
  });

  it('offers not to wait, and to cancel, while the agents finish', () => {
    const [notice] = notices({ phase: { kind: 'draining', since: NOW, agentsNow: 2 }, output: null });
    expect(notice?.actions).toEqual([
      { label: 'Don’t wait (interrupts 2 agents)', command: { kind: 'hurry-update' } },
      { label: 'Cancel', command: { kind: 'cancel-update' } },
    ]);
  });

  it('says what it waits for, and leads there', () => {
    const findings = [
      { kind: 'little-space', isBlocking: false, count: null, detail: '412 MB' },
      { kind: 'other-update', isBlocking: true, count: null, detail: 'PID 4711' },
    ] as const;
    const [before] = notices({ phase: { kind: 'pre-flight', since: NOW, findings }, startedAt: NOW });
    expect(before).toMatchObject({
      title: 'The update of Hermes waits for you',
      urgency: 'normal',
      isTransient: false,
    });
    expect(before?.body.split('\n')[0]).toBe('Another update is under way. PID 4711');
    expect(before?.actions).toEqual([{ label: 'Open', command: SHOW }]);

    const [asked] = notices({ output: { step: 'python', lastLine: 'Restore? [y/N]', question: 'Restore? [y/N]' } });
    expect(asked?.body).toBe('Hermes asks: Restore? [y/N]');
    // It is told to who has put the first away.
    expect(asked?.round).toBeGreaterThan(before?.round ?? 0);
    expect(asked?.key).toBe(before?.key);
  });

  it('tells its good end with what it cost, and the way back', () => {
    const exits = [exitWith({ ...REQUESTED, endedAt: NOW - 41_000 })];
    const [notice, ...others] = notices(DONE, UPDATED, [gateway({ exits })]);
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      title: 'Updated to 0.23.3',
      body: 'The gateway was away for 41 s.\nConnected again: telegram, discord.',
      urgency: 'normal',
      isTransient: false,
      actions: [{ label: 'What’s new', command: SHOW }, ROLL_BACK],
    });
  });

  it('tells a good end for a while, a bad one as long as it is so', () => {
    const state = appState([gateway()], { ...UPDATED, update: updateRun(DONE) });
    const until = noticesChangeAt(state, NOW) ?? 0;
    expect(noticesOf(state, until - 1)).toHaveLength(1);
    expect(noticesOf(state, until)).toEqual([]);
    expect(noticesOf(appState([gateway()], { ...UPDATED, update: updateRun(FAILED) }), NOW + 86_400_000)).toHaveLength(
      1,
    );
    // Somebody has done it by hand.
    const other = { installations: { [CHECKOUT]: installation({ code: { ...NEW_CODE, commit: 'f'.repeat(40) } }) } };
    expect(notices(FAILED, other)).toEqual([]);
  });

  it.each<[UpdatePhase, string, string, readonly string[]]>([
    [
      { kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true },
      'critical',
      'The update failed',
      ['Roll back', 'Open', 'View log'],
    ],
    [
      { kind: 'rollback-failed', at: NOW, failure: FAILURE },
      'critical',
      'The way back failed',
      ['Roll back', 'Open', 'View log'],
    ],
    [{ kind: 'rolled-back', at: NOW, because: FAILURE }, 'normal', 'Back to 0.22.5', ['Open', 'View log']],
    [{ kind: 'done', at: NOW, wasCurrent: true }, 'low', 'Hermes is up to date', []],
  ])('says %j as what it is', (phase, urgency, title, labels) => {
    const [notice] = notices(ended(phase));
    expect(notice).toMatchObject({ urgency, title });
    expect(notice?.actions.map(({ label }) => label)).toEqual(labels);
    if (phase.kind === 'failed') expect(notice?.body).toBe(`${FAILURE.reason}.\n${FAILURE.hint}.`);
  });

  it('does not tell the person what they have asked for themselves', () => {
    expect(notices(ended({ kind: 'cancelled', at: NOW, reason: null }))).toEqual([]);
    expect(notices(ended({ kind: 'cancelled', at: NOW, reason: 'hermes-tray ended' }))).toMatchObject([
      { urgency: 'low', body: 'hermes-tray ended.' },
    ]);
  });

  it('honours what the person wants to hear of', () => {
    const settings = (change: object) => ({ ...UPDATED, settings: { ...DEFAULT_SETTINGS, ...change } });
    expect(notices(FAILED, settings({ doNotDisturb: true }))).toEqual([]);
    const few = settings({ notifications: 'down-only' });
    expect(notices(DONE, few)).toEqual([]);
    expect(notices({}, few)).toEqual([]);
    expect(notices(FAILED, few)).toHaveLength(1);
    const question = { step: 'python', lastLine: 'Restore? [y/N]', question: 'Restore? [y/N]' } as const;
    expect(notices({ output: question }, few)).toHaveLength(1);
  });
});

describe('what an update does to its gateways', () => {
  const during = restartRun({ startedAt: NOW - 20_000 });
  const failedRestart = restartRun({
    startedAt: NOW - 20_000,
    phase: { kind: 'failed', at: NOW - 1000, reason: 'it did not end', hint: 'Look' } as never,
  });
  const fell = exitWith({ endedAt: NOW - 10_000 });
  const down = (change: Partial<Incident> = {}) =>
    incidentWith({ kind: 'down', hasGivenUp: true }, { exit: fell, ...change });
  const keys = (run: Partial<UpdateRun>, change: Partial<Gateway>) =>
    notices(run, UPDATED, [gateway(change)]).map(({ key }) => key.split('/')[0]);

  it('is told by the update alone while it lasts', () => {
    expect(keys({}, { restart: during })).toEqual(['update']);
    expect(keys({}, { restart: failedRestart })).toEqual(['update']);
    expect(keys({}, { incident: down() })).toEqual(['update']);
  });

  it('is not told again after it: what is over, is', () => {
    expect(keys(DONE, { restart: failedRestart })).toEqual(['update']);
    const recovered = { kind: 'recovered', at: NOW - 1000, pid: 5, tookMs: 9000 } as const;
    expect(keys(DONE, { incident: incidentWith(recovered, { exit: fell }) })).toEqual(['update']);
  });

  it('is told once it is over and a gateway is still down', () => {
    expect(keys(FAILED, { incident: down() })).toEqual(['incidents', 'update']);
  });

  it('does not hide what has nothing to do with it', () => {
    const before = exitWith({ endedAt: NOW - 45_000 });
    expect(keys({}, { incident: down({ exit: before }) })).toEqual(['incidents', 'update']);
    const other = gateway({ incident: down() });
    const coder = {
      ...other,
      unit: 'hermes-gateway-coder.service',
      incident: down({ unit: 'hermes-gateway-coder.service' }),
    };
    expect(notices({}, UPDATED, [gateway(), coder]).map(({ key }) => key.split('/')[0])).toEqual([
      'incidents',
      'update',
    ]);
    const later = restartRun({ startedAt: NOW + 60_000 });
    expect(noticesOf(appState([gateway({ restart: later })], { update: updateRun(DONE) }), NOW + 64_000)).toHaveLength(
      2,
    );
    expect(
      keys({ phase: { kind: 'draining', since: NOW, agentsNow: 1 }, changedAt: null }, { incident: down() }),
    ).toEqual(['incidents', 'update']);
  });

  it('counts on the way back from its beginning, whenever the old code came', () => {
    const phase = {
      kind: 'rolling-back',
      since: NOW - 5000,
      because: FAILURE,
      stage: 'restart',
      isAsked: true,
    } as const;
    const back = { ...phase, missing: [], deadline: null };
    expect(keys({ phase: back, changedAt: NOW - 1000 }, { incident: down() })).toEqual(['update']);
  });
});
