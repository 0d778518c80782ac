import { describe, expect, it } from 'vitest';
import { parseUnit, unreadableUnit } from '../../../../main/adapters/systemd/parse-unit';
import { jobIdOf, unitPath } from '../../../../main/adapters/systemd/unit-path';

const command = (...argv: readonly string[]) => [argv[0], argv, false, 0, 0, 0, 0, 0, 0, 0];

function parse(unit: Record<string, unknown>, service: Record<string, unknown> = {}) {
  const odd: string[] = [];
  const facts = parseUnit(
    'a.service',
    { unit, service },
    () => 'start',
    (name) => odd.push(name),
  );
  return { facts, odd };
}

describe('reading a unit’s properties', () => {
  it.each([
    [['/bin/kill', '-USR1', '$MAINPID'], true],
    [['/bin/kill', '-SIGUSR1', '$MAINPID'], true],
    [['/usr/bin/kill', '-s', 'USR1', '$MAINPID'], true],
    [['/usr/bin/kill', '-s', 'SIGUSR1', `\${MAINPID}`], true],
    [['/bin/kill', '--signal=USR1', '$MAINPID'], true],
    [['/bin/kill', '-10', '$MAINPID'], true],
    [['/bin/sh', '-c', 'kill -USR1 $MAINPID'], true],
    [['/bin/kill', '-HUP', '$MAINPID'], false],
    [['/bin/kill', '-USR2', '$MAINPID'], false],
    [['/bin/kill', '-100', '$MAINPID'], false],
    [['/bin/kill', '-USR1', '1234'], false],
    [['/bin/echo', '-USR1', '$MAINPID'], false],
  ])('takes ExecReload=%j for a graceful restart: %s', (argv, expected) => {
    const { facts } = parse({}, { ExecReload: [command('/bin/true'), command(...argv)] });
    expect(facts.policy.reloadsBySigusr1).toBe(expected);
  });

  it('turns times into milliseconds, and what never happened or never ends into null', () => {
    const { facts } = parse(
      { StateChangeTimestamp: 1_795_471_840_263_123 },
      { ExecMainStartTimestamp: 0, RestartUSec: 5_000_000, TimeoutStopUSec: null, RestartUSecNext: 7_500_000 },
    );
    expect(facts).toMatchObject({
      stateChangedAt: 1_795_471_840_263.123,
      execMainStartedAt: null,
      policy: { restartDelayMs: 5_000, timeoutStopMs: null, nextRestartDelayMs: 7_500 },
    });
  });

  it('reads sets of exits, and the limit of starts', () => {
    const { facts } = parse(
      { StartLimitIntervalUSec: 600_000_000, StartLimitBurst: 5 },
      { RestartForceExitStatus: [[75], []], RestartPreventExitStatus: [[78, 2], [9]], OOMPolicy: 'stop' },
    );
    expect(facts.policy).toMatchObject({
      restartForceExitStatus: [75],
      restartForceSignals: [],
      restartPreventExitStatus: [78, 2],
      restartPreventSignals: [9],
      successExitStatus: [],
      successSignals: [],
      startLimitIntervalMs: 600_000,
      startLimitBurst: 5,
      oomPolicy: 'stop',
    });
  });

  it('knows no next delay of a systemd that has none', () => {
    expect(parse({}, { RestartUSec: 5_000_000 }).facts.policy.nextRestartDelayMs).toBeNull();
  });

  it('reads the invocation, which is empty before the first start', () => {
    const id = (InvocationID: unknown) => parse({ InvocationID }).facts.invocationId;
    expect(id(Uint8Array.of(...Array(15).fill(0), 0xab))).toBe(`${'0'.repeat(30)}ab`);
    expect(id(new Uint8Array(16))).toBe('');
    expect(id(new Uint8Array())).toBe('');
  });

  it('reads the job, and the reason why a unit did not load', () => {
    const { facts } = parse({
      Job: [42, '/org/freedesktop/systemd1/job/42'],
      LoadError: ['org.freedesktop.systemd1.NoSuchUnit', 'Unit a.service not found.'],
    });
    expect(facts).toMatchObject({
      job: { id: 42, type: 'start', isOurs: false },
      loadError: 'Unit a.service not found.',
    });
    expect(parse({ Job: [0, '/'] }).facts.job).toBeNull();
  });

  it('takes what is missing or odd as empty, and says its name', () => {
    const { facts, odd } = parse(
      { ActiveState: 'hibernating', LoadState: 7, Job: 'none' },
      { ExecStart: [[]], NRestarts: null },
    );
    expect(facts).toMatchObject({
      activeState: 'hibernating',
      loadState: '',
      job: null,
      nRestarts: 0,
      policy: { execStart: [] },
    });
    expect(odd).toEqual(expect.arrayContaining(['LoadState', 'Job', 'NRestarts', 'MainPID']));
    expect(odd).not.toContain('ActiveState');
  });

  it('makes facts of a unit that can’t be read', () => {
    expect(unreadableUnit('a.service', 'Access denied')).toMatchObject({
      loadState: 'error',
      activeState: 'inactive',
      loadError: 'Access denied',
    });
  });
});

describe('the path of a unit', () => {
  it.each([
    ['okd.service', 'okd_2eservice'],
    ['a-b', 'a_2db'],
    ['-.slice', '_2d_2eslice'],
    ['1a.service', '_31a_2eservice'],
    ['a1@ü.service', 'a1_40_c3_bc_2eservice'],
  ])('%s is %s', (unit, path) => {
    expect(unitPath(unit)).toBe(`/org/freedesktop/systemd1/unit/${path}`);
  });

  it('tells a job by its path', () => {
    expect(jobIdOf('/org/freedesktop/systemd1/job/4711')).toBe(4711);
    expect(jobIdOf('/')).toBe(0);
  });
});
