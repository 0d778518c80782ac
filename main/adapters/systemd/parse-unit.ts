import type { UnitFacts, UnitJob, UnitPolicy } from '../../core/unit-facts';
import type { Properties } from './calls';
import { jobIdOf } from './unit-path';

/** What systemd's two interfaces of a service say; `Service` is empty where systemd has none for the unit. */
export interface UnitProperties {
  readonly unit: Properties;
  readonly service: Properties;
}

/**
 * Facts out of properties (org.freedesktop.systemd1(5)). What is missing or of another type than documented becomes an
 * empty value, and `odd` is told its name.
 */
export function parseUnit(
  unit: string,
  properties: UnitProperties,
  jobType: (id: number) => string | null,
  odd: (property: string) => void,
): UnitFacts {
  const ofUnit = createReader(properties.unit, odd);
  const ofService = createReader(properties.service, odd);
  return {
    unit,
    description: ofUnit.text('Description'),
    loadState: ofUnit.text('LoadState'),
    activeState: ofUnit.text('ActiveState'),
    subState: ofUnit.text('SubState'),
    unitFileState: ofUnit.text('UnitFileState'),
    fragmentPath: ofUnit.text('FragmentPath'),
    needDaemonReload: ofUnit.flag('NeedDaemonReload'),
    // (ss): the name of an error and its text.
    loadError: text(ofUnit.list('LoadError')[1]),
    mainPid: ofService.number('MainPID'),
    invocationId: hex(properties.unit['InvocationID']),
    nRestarts: ofService.number('NRestarts'),
    result: ofService.text('Result'),
    execMainCode: ofService.number('ExecMainCode'),
    execMainStatus: ofService.number('ExecMainStatus'),
    execMainStartedAt: ofService.time('ExecMainStartTimestamp'),
    execMainExitedAt: ofService.time('ExecMainExitTimestamp'),
    stateChangedAt: ofUnit.time('StateChangeTimestamp'),
    job: jobOf(ofUnit.list('Job'), jobType),
    policy: policyOf(ofUnit, ofService),
  };
}

/** The facts of a unit that systemd won't tell anything about, such as one whose name it does not accept. */
export function unreadableUnit(unit: string, reason: string): UnitFacts {
  const nothing = parseUnit(
    unit,
    { unit: {}, service: {} },
    () => null,
    () => {},
  );
  return { ...nothing, loadState: 'error', activeState: 'inactive', subState: 'dead', loadError: reason };
}

/** The id of the unit's job; 0 when it has none. */
export function jobIdIn(unit: Properties): number {
  const job = unit['Job'];
  return Array.isArray(job) && typeof job[0] === 'number' ? job[0] : 0;
}

function jobOf([id, path]: readonly unknown[], jobType: (id: number) => string | null): UnitJob | null {
  const number = typeof id === 'number' ? id : jobIdOf(text(path));
  return number === 0 ? null : { id: number, type: jobType(number), isOurs: false };
}

function policyOf(unit: Reader, service: Reader): UnitPolicy {
  const [execStart = []] = service.list('ExecStart').map(argvOf);
  const force = exitsIn(service.list('RestartForceExitStatus'));
  const prevent = exitsIn(service.list('RestartPreventExitStatus'));
  const success = exitsIn(service.list('SuccessExitStatus'));
  return {
    execStart,
    environment: service.list('Environment').map(text),
    restart: service.text('Restart'),
    restartDelayMs: service.duration('RestartUSec'),
    nextRestartDelayMs: service.has('RestartUSecNext') ? service.duration('RestartUSecNext') : null,
    timeoutStopMs: service.duration('TimeoutStopUSec'),
    timeoutStartMs: service.duration('TimeoutStartUSec'),
    reloadsBySigusr1: service.list('ExecReload').map(argvOf).some(sendsSigusr1),
    restartForceExitStatus: force.statuses,
    restartForceSignals: force.signals,
    restartPreventExitStatus: prevent.statuses,
    restartPreventSignals: prevent.signals,
    successExitStatus: success.statuses,
    successSignals: success.signals,
    startLimitIntervalMs: unit.duration('StartLimitIntervalUSec'),
    startLimitBurst: unit.number('StartLimitBurst'),
    oomPolicy: service.text('OOMPolicy'),
    transient: unit.flag('Transient'),
  };
}

/** A set of exits is `(aiai)`: exit codes and signals. */
function exitsIn([statuses, signals]: readonly unknown[]) {
  return { statuses: numbers(statuses), signals: numbers(signals) };
}

/** A command is `(sasbttttuii)`: the path, the argv, and how its last run went. */
function argvOf(command: unknown): readonly string[] {
  const argv = Array.isArray(command) ? command[1] : null;
  return Array.isArray(argv) ? argv.map(text) : [];
}

const SIGUSR1_OPTION = /(^|\s)(-(SIG)?USR1|-10|(-s|-n|--signal)[\s=]?((SIG)?USR1|10))(?=\s|$)/;
const MAIN_PID = /\$(MAINPID\b|\{MAINPID\})/;

/** `/bin/kill -USR1 $MAINPID` in its spellings, in a shell too. systemd leaves the variable as it is written. */
function sendsSigusr1(argv: readonly string[]): boolean {
  const line = argv.join(' ');
  return /\bkill\b/.test(line) && SIGUSR1_OPTION.test(line) && MAIN_PID.test(line);
}

type Reader = ReturnType<typeof createReader>;

function createReader(properties: Properties, odd: (property: string) => void) {
  function read<T>(name: string, is: (value: unknown) => value is T, otherwise: T): T {
    const value = properties[name];
    if (is(value)) return value;
    odd(name);
    return otherwise;
  }
  const microseconds = (name: string) => read(name, isMicroseconds, null);

  return {
    has: (name: string) => name in properties,
    text: (name: string) => read(name, isText, ''),
    number: (name: string) => read(name, isNumber, 0),
    flag: (name: string) => read(name, isFlag, false),
    list: (name: string) => read<readonly unknown[]>(name, Array.isArray, []),
    /** Milliseconds; null for infinity. */
    duration(name: string): number | null {
      const value = microseconds(name);
      return value === null ? null : value / 1000;
    },
    /** Epoch milliseconds; null for never, which systemd says as 0. */
    time(name: string): number | null {
      const value = microseconds(name);
      return value === null || value === 0 ? null : value / 1000;
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isMicroseconds(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter(isNumber) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `ay` of 16 bytes; empty, or all zero, before the first start. */
function hex(value: unknown): string {
  const digits = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : '';
  return /^0*$/.test(digits) ? '' : digits;
}
