import { describe, expect, it } from 'vitest';
import { exitOfRun } from '../../../main/core/exit-of-run';
import type { Incident, IncidentPhase } from '../../../main/core/incident';
import { noticesChangeAt, noticesOf } from '../../../main/core/notices';
import { DEFAULT_SETTINGS } from '../../../main/core/settings';
import type { Gateway } from '../../../main/core/state';
import { appState, gateway, NOW, UNIT, unitFacts } from '../../fixtures/build';
import { restartRun } from '../../fixtures/restarts';
import { exited, logged, run } from '../../fixtures/runs';

const SIGTERM = logged({ kind: 'signal', signal: 'SIGTERM', as: 'unexpected' });
const CODER = 'hermes-gateway-coder.service';

function incident(phase: IncidentPhase, change: Partial<Incident> = {}): Incident {
  const unit = change.unit ?? UNIT;
  const waits = unitFacts({
    unit,
    activeState: 'activating',
    subState: 'auto-restart',
    mainPid: 0,
    stateChangedAt: NOW,
  });
  const exit = exitOfRun(run({ unit, log: [SIGTERM], end: exited(1) }), waits);
  if (exit === null) throw new Error('the run of the fixture has not ended');
  return {
    id: `${unit}@${NOW}`,
    unit,
    openedAt: NOW,
    exits: 1,
    exit,
    phase,
    developments: 1,
    snoozedUntil: null,
    toldPhase: null,
    ...change,
  };
}

const REVIVING: IncidentPhase = { kind: 'reviving', at: NOW + 5000 };
const RECOVERED: IncidentPhase = { kind: 'recovered', at: NOW + 31_000, pid: 5000, tookMs: 31_000 };

function one(change: Incident, now = NOW) {
  return noticesOf(appState([gateway({ incident: change })], { developments: 1 }), now);
}

describe('the notification of an incident', () => {
  it('names the cause and what systemd does, and offers to start it now', () => {
    expect(one(incident(REVIVING))).toEqual([
      {
        key: `incidents/${UNIT}@${NOW}`,
        round: 1,
        title: 'Hermes gateway stopped unexpectedly',
        body: 'Stopped by SIGTERM from outside.\nsystemd restarts it in ≈ 5 s.',
        urgency: 'normal',
        progress: null,
        isTransient: false,
        actions: [
          { label: 'Start now', command: { kind: 'start', unit: UNIT } },
          { label: 'View log', command: { kind: 'view-log', unit: UNIT, at: NOW } },
          { label: 'Snooze', command: { kind: 'snooze', unit: UNIT } },
        ],
        defaultCommand: { kind: 'show-window' },
      },
    ]);
  });

  it('keeps its key and its round when the gateway is back, and names the new PID', () => {
    const [before] = one(incident(REVIVING));
    const [after] = one(incident(RECOVERED), NOW + 31_000);
    expect([after?.key, after?.round]).toEqual([before?.key, before?.round]);
    expect(after?.title).toBe('Hermes gateway is back after 31 s');
    expect(after?.body).toContain('PID 5000');
  });

  it('is critical only where the gateway stays down', () => {
    expect(one(incident({ kind: 'down', hasGivenUp: true }))[0]).toMatchObject({
      urgency: 'critical',
      title: 'Hermes gateway is down: systemd gave up',
    });
    expect(one(incident(REVIVING))[0]?.urgency).toBe('normal');
  });

  it('says what follows as it stands now, where the exit was judged before that', () => {
    const [down] = one(incident({ kind: 'down', hasGivenUp: true }));
    expect(down?.body).toBe('Stopped by SIGTERM from outside.\nIt stays down until somebody starts it.');
    const given = incident(REVIVING);
    const why = { kind: 'start-limit', burst: 5, intervalMs: null } as const;
    const [revived] = one({ ...given, exit: { ...given.exit, consequence: { kind: 'stays-down', why } } });
    expect(revived?.body).toBe('Stopped by SIGTERM from outside.\nsystemd restarts it in ≈ 5 s.');
    const [gaveUp] = one({
      ...given,
      phase: { kind: 'down', hasGivenUp: true },
      exit: { ...given.exit, consequence: { kind: 'stays-down', why } },
    });
    expect(gaveUp?.body).toBe('Stopped by SIGTERM from outside.\nsystemd gave up after 5 starts.');
  });

  it('says the same through a whole crash loop, and calls it over only after a minute', () => {
    const texts = [REVIVING, { kind: 'starting', pid: 5000 } as const, RECOVERED, { kind: 'looping' } as const].map(
      (phase) => one(incident(phase, { exits: 3 }), NOW + 31_000)[0],
    );
    expect(new Set(texts.map((notice) => `${notice?.title}|${notice?.body}`)).size).toBe(1);
    expect(texts[0]?.title).toBe('Hermes gateway keeps stopping');
    expect(one(incident(RECOVERED, { exits: 3 }), NOW + 91_000)[0]?.title).toBe('Hermes gateway is back after 31 s');
    const state = appState([gateway({ incident: incident(RECOVERED, { exits: 3 }) })]);
    expect(noticesChangeAt(state, NOW + 31_000)).toBe(NOW + 91_000);
  });

  it.each([
    [REVIVING, {}, ['Start now', 'View log', 'Snooze']],
    [{ kind: 'starting', pid: 5000 } as const, {}, ['Restart', 'View log', 'Snooze']],
    [{ kind: 'looping' } as const, { exits: 3 }, ['Restart', 'View log', 'Snooze']],
    [{ kind: 'down', hasGivenUp: true } as const, {}, ['Start', 'View log', 'Snooze']],
    [RECOVERED, {}, ['View log', 'Open']],
  ])('offers what can be done about one that is %j', (phase, change, labels) => {
    expect(one(incident(phase, change), NOW + 1000)[0]?.actions.map(({ label }) => label)).toEqual(labels);
  });

  it('is the same for each fall, its buttons too', () => {
    const falls = [NOW, NOW + 6000].map((endedAt) => {
      const { exit, ...rest } = incident({ kind: 'looping' }, { exits: 3 });
      return one({ ...rest, exit: { ...exit, endedAt } })[0];
    });
    expect(falls[1]).toEqual(falls[0]);
  });

  it('folds several gateways into one, which can be put off', () => {
    const state = appState([
      gateway({ incident: incident(REVIVING) }),
      gateway({ facts: unitFacts({ unit: CODER }), incident: incident(REVIVING, { unit: CODER, openedAt: NOW + 10 }) }),
    ]);
    const notices = noticesOf(state, NOW);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.title).toBe('2 Hermes gateways stopped');
    expect(notices[0]?.body.split('\n')).toHaveLength(2);
    expect(notices[0]?.actions).toEqual([
      { label: 'Open', command: { kind: 'show-window' } },
      { label: 'Snooze', command: { kind: 'snooze-all' } },
    ]);
  });

  it.each([
    ['on do not disturb', { settings: { ...DEFAULT_SETTINGS, doNotDisturb: true } }, {}],
    ['while it is snoozed', {}, { snoozedUntil: NOW + 1 }],
    ['when an earlier start of ours has told it', {}, { toldPhase: 'reviving' as const }],
    ['when somebody has stopped the gateway since', {}, { phase: { kind: 'ended', at: NOW } as const }],
  ])('is not there %s', (_name, state, change) => {
    expect(noticesOf(appState([gateway({ incident: incident(REVIVING, change) })], state), NOW)).toEqual([]);
  });
});

describe('for who wants to hear only of what stays down', () => {
  const settings = { ...DEFAULT_SETTINGS, notifications: 'down-only' as const };
  const titles = (change: Partial<Gateway>, now = NOW) =>
    noticesOf(appState([gateway(change)], { settings }), now).map(({ title }) => title);

  it.each<[string, Partial<Gateway>, string[]]>([
    ['what systemd restarts', { incident: incident(REVIVING) }, []],
    ['what is back', { incident: incident(RECOVERED) }, []],
    ['what is down', { incident: incident({ kind: 'down', hasGivenUp: false }) }, ['Hermes gateway is down']],
    [
      'what systemd gave up',
      { incident: incident({ kind: 'down', hasGivenUp: true }) },
      ['Hermes gateway is down: systemd gave up'],
    ],
    [
      'what falls over again and again',
      { incident: incident(REVIVING, { exits: 3 }) },
      ['Hermes gateway keeps stopping'],
    ],
    ['a restart under way', { restart: restartRun({ startedAt: NOW - 10_000 }) }, []],
  ])('of %s', (_what, change, expected) => {
    expect(titles(change)).toEqual(expected);
  });

  it('folds only those that are down', () => {
    const state = appState(
      [
        gateway({ incident: incident(REVIVING) }),
        gateway({
          facts: unitFacts({ unit: CODER }),
          incident: incident({ kind: 'down', hasGivenUp: false }, { unit: CODER }),
        }),
      ],
      { settings },
    );
    expect(noticesOf(state, NOW).map(({ title }) => title)).toEqual(['Hermes gateway coder is down']);
  });
});

describe('the notification of a restart', () => {
  const draining = restartRun();

  it('shows a bar, and the number in its text, once it takes long enough to be worth it', () => {
    const state = appState([gateway({ restart: draining })]);
    expect(noticesOf(state, NOW + 2999)).toEqual([]);
    const [notice] = noticesOf(state, NOW + 3000);
    expect(notice?.progress).not.toBeNull();
    expect(notice?.body).toContain(`${notice?.progress} % · Draining: 1 of 2 agents left`);
    expect(noticesChangeAt(state, NOW)).toBe(NOW + 3000);
  });

  const failed = {
    kind: 'failed',
    at: NOW,
    in: 'draining',
    reason: 'the old process has not ended within 90 s',
    hint: 'Look into its log',
  } as const;
  const labels = (change: Partial<Gateway>) =>
    noticesOf(appState([gateway({ restart: { ...draining, phase: failed }, ...change })]), NOW)[0]?.actions.map(
      ({ label }) => label,
    );

  it('says what to do when it failed', () => {
    const [notice] = noticesOf(appState([gateway({ restart: { ...draining, phase: failed } })]), NOW);
    expect(notice).toMatchObject({ urgency: 'critical', title: 'Hermes gateway did not restart' });
    expect(notice?.actions.map(({ label }) => label)).toEqual(['Restart now', 'Copy journal command', 'View log']);
  });

  it('leaves a process that fell over in it to the incident: one alarm', () => {
    const restart = { ...draining, startedAt: NOW - 60_000, phase: { ...failed, in: 'starting' as const } };
    const open = incident({ kind: 'down', hasGivenUp: false });
    const told = noticesOf(appState([gateway({ restart, incident: open })]), NOW);
    expect(told.map(({ title }) => title)).toEqual(['Hermes gateway is down']);
    // Of one from before the restart began it tells nothing.
    const before = { ...open, exit: { ...open.exit, endedAt: NOW - 120_000 } };
    expect(noticesOf(appState([gateway({ restart, incident: before })]), NOW)).toHaveLength(2);
  });

  it('offers what is possible where the old process is gone and no new one came', () => {
    const down = { activeState: 'failed', subState: 'failed', mainPid: 0, execMainCode: 1, execMainStatus: 1 };
    const waits = { ...down, activeState: 'activating', subState: 'auto-restart' };
    expect(labels({ facts: unitFacts(down), process: null })?.[0]).toBe('Start');
    expect(labels({ facts: unitFacts(waits), process: null })?.[0]).toBe('Start now');
    // Each attempt would change the button.
    const loop = { process: null, automaticRestarts: [NOW - 3000, NOW - 2000, NOW - 1000] };
    expect(labels({ ...loop, facts: unitFacts(waits) })?.[0]).toBe('Copy journal command');
    expect(labels({ ...loop, facts: unitFacts({ mainPid: 5000, invocationId: 'b'.repeat(32) }) })?.[0]).toBe(
      'Copy journal command',
    );
  });
});
