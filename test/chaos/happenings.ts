import type { VerdictKind } from '../../main/core/verdict';
import type { HermesVersion } from '../gateway/versions';
import { outOfMemoryProblem } from './out-of-memory';
import type { World } from './world';

/** One way for a gateway to end, or not to, and what is true of it. */
export interface Happening {
  readonly name: string;
  readonly weight: number;
  readonly in: readonly HermesVersion[];
  /** Makes it happen to a gateway that runs. The unit may be in any state afterwards. */
  readonly happen: (world: World) => Promise<void>;
  /** The ends of runs that follow from it, in their order. */
  readonly truth: (world: World) => readonly Truth[];
  /** Set where it is over before the app could tell: the person need not hear of it, and the flight recorder has it. */
  readonly isOver?: true;
  /** Where not every machine can do it: why this one can't, in words; null where it can. */
  readonly problem?: () => string | null;
}

export interface Truth {
  readonly verdict: VerdictKind;
  readonly isExpected: boolean;
}

/** On a gateway of which the app knows that no work would be cut, so that nobody has to be asked. */
const FREE_OF_COST = /^Gracefully( \(≤.*)?$/;
const ALL: readonly HermesVersion[] = ['0.11', '0.19', '0.21'];
const alarm = (verdict: VerdictKind): Truth => ({ verdict, isExpected: false });
const calm = (verdict: VerdictKind): Truth => ({ verdict, isExpected: true });

/** What the generator draws from. Each names the truth it makes, which the app must find out by itself. */
export const HAPPENINGS: readonly Happening[] = [
  {
    name: 'kill -TERM',
    weight: 6,
    in: ALL,
    happen: (world) => world.kill('SIGTERM'),
    truth: () => [alarm('sigterm-from-outside')],
  },
  { name: 'kill -KILL', weight: 4, in: ALL, happen: (world) => world.kill('SIGKILL'), truth: () => [alarm('killed')] },
  { name: 'kill -SEGV', weight: 2, in: ALL, happen: (world) => world.kill('SIGSEGV'), truth: () => [alarm('crashed')] },
  { name: 'exit 0', weight: 2, in: ALL, happen: (world) => world.exit(0), truth: () => [alarm('clean-exit')] },
  { name: 'exit 1', weight: 2, in: ALL, happen: (world) => world.exit(1), truth: () => [alarm('unknown')] },
  {
    name: 'exit 78',
    weight: 2,
    in: ALL,
    happen: (world) => world.exit(78),
    truth: () => [alarm('fatal-configuration')],
  },
  {
    name: 'systemctl stop',
    weight: 5,
    in: ALL,
    happen: (world) => world.systemctl('stop'),
    truth: () => [calm('stopped-on-request')],
  },
  {
    name: 'systemctl restart',
    weight: 4,
    in: ALL,
    happen: (world) => world.systemctl('restart'),
    truth: () => [calm('restarted-on-request')],
  },
  {
    name: 'our stop',
    weight: 4,
    in: ['0.19', '0.21'],
    happen: (world) => world.press(/^Stop$/),
    truth: () => [calm('stopped-on-request')],
  },
  {
    name: 'our restart, gracefully',
    weight: 4,
    in: ALL,
    happen: (world) => world.press(FREE_OF_COST),
    truth: () => [calm('planned-restart')],
  },
  {
    name: 'our restart, now',
    weight: 3,
    in: ['0.19', '0.21'],
    happen: (world) => world.press(/^Now$/),
    truth: () => [calm('restarted-on-request')],
  },
  {
    name: 'app killed in the middle of our restart',
    weight: 2,
    in: ['0.11', '0.21'],
    happen: (world) => world.killAppInRestart(FREE_OF_COST),
    truth: () => [calm('planned-restart')],
  },
  {
    name: 'SIGUSR1',
    weight: 5,
    in: ALL,
    happen: (world) => world.kill('SIGUSR1'),
    truth: () => [calm('planned-restart')],
  },
  {
    name: 'SIGUSR1 with an agent at work',
    weight: 2,
    in: ['0.11', '0.21'],
    happen: (world) => world.restartWithWork(),
    truth: () => [calm('planned-restart')],
  },
  {
    name: 'SIGUSR1 while it starts',
    weight: 2,
    in: ALL,
    happen: (world) => world.killWhileStarting('SIGUSR1'),
    // It has no handler for it yet.
    truth: () => [alarm('killed'), alarm('killed')],
  },
  {
    name: 'kill -KILL while it starts',
    weight: 2,
    in: ALL,
    happen: (world) => world.killWhileStarting('SIGKILL'),
    truth: () => [alarm('killed'), alarm('killed')],
  },
  {
    name: 'kill -KILL in a drain',
    weight: 2,
    in: ['0.11', '0.21'],
    happen: (world) => world.killInDrain(),
    truth: () => [alarm('killed')],
  },
  {
    name: 'out of memory',
    weight: 2,
    in: ALL,
    happen: (world) => world.runOutOfMemory(),
    truth: () => [alarm('out-of-memory')],
    problem: outOfMemoryProblem,
  },
  { name: 'takeover', weight: 2, in: ['0.11'], happen: (world) => world.takeOver(), truth: () => [calm('takeover')] },
  {
    name: 'a start that fails, then one that does not',
    weight: 3,
    in: ['0.11'],
    happen: (world) => world.failNextStart('platforms-down'),
    truth: () => [alarm('killed'), alarm('failed-to-start')],
  },
  {
    name: 'a broken install for one start',
    weight: 3,
    in: ALL,
    happen: (world) => world.failNextStart('broken-install'),
    truth: () => [alarm('killed'), alarm('failed-to-start')],
  },
  {
    name: 'flapping to the start limit',
    weight: 1,
    in: ['0.11'],
    happen: (world) => world.flapToTheLimit(),
    truth: (world) => Array.from({ length: world.falls() }, () => alarm('killed')),
  },
  { name: 'daemon-reload', weight: 2, in: ALL, happen: (world) => world.manager('daemon-reload'), truth: () => [] },
  { name: 'daemon-reexec', weight: 2, in: ALL, happen: (world) => world.manager('daemon-reexec'), truth: () => [] },
  {
    name: 'log rotation, then kill -TERM',
    weight: 3,
    in: ALL,
    happen: (world) => world.rotateAndKill(),
    truth: () => [alarm('sigterm-from-outside')],
  },
  { name: 'app restart', weight: 2, in: ALL, happen: (world) => world.restartApp(), truth: () => [] },
  { name: 'app killed', weight: 1, in: ALL, happen: (world) => world.restartApp({ kill: true }), truth: () => [] },
  {
    name: 'kill -TERM while the app is away',
    weight: 2,
    in: ALL,
    happen: (world) => world.whileAway(() => world.kill('SIGTERM')),
    truth: () => [alarm('sigterm-from-outside')],
    isOver: true,
  },
  {
    name: 'systemctl stop while the app is away',
    weight: 2,
    in: ALL,
    happen: (world) => world.whileAway(() => world.systemctl('stop')),
    truth: () => [calm('stopped-on-request')],
  },
];
