import { assertNever } from './assert-never';
import { classifyUnitName } from './unit-name';
import type { Exit } from './verdict';

type Advised = Pick<Exit, 'unit' | 'verdict' | 'consequence' | 'pid'>;

/**
 * What a person can do about an exit that nobody wanted: one sentence or two without the last full stop, what is to be
 * typed in backticks. Null where there is nothing to do, or nothing that is sure to help.
 */
export function adviceText(exit: Advised & Pick<Exit, 'isExpected'>): string | null {
  if (exit.isExpected) return null;
  const parts = [aboutCause(exit), aboutConsequence(exit)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('. ');
}

function aboutCause({ unit, verdict, consequence, pid }: Advised): string | null {
  switch (verdict.kind) {
    case 'fatal-configuration':
      return 'Fix its configuration, then start it';
    case 'out-of-memory':
      return verdict.victim === 'gateway'
        ? 'Close what needs much memory, or set MemoryMax= higher where the unit has one'
        : 'OOMPolicy=continue in a drop-in of the unit keeps the gateway up when that happens';
    case 'watchdog':
      return 'The log of the minute before shows what held it up';
    case 'start-timeout':
      return 'The journal shows what it waited for';
    case 'stop-timeout':
      return `TimeoutStopSec= is shorter than its drain: ${installCommand(unit)} writes the unit anew`;
    case 'crashed':
      return verdict.dumpedCore && pid !== 0 ? `\`coredumpctl info ${pid}\` shows where` : null;
    case 'killed':
      return verdict.signal === 9 ? 'systemd-oomd, earlyoom or a `kill -9` may have done it' : null;
    case 'sigterm-from-outside':
      // Where systemd revives it, nothing is to be done; where not, it is the unit that needs it.
      return consequence.kind === 'stays-down' ? null : 'An update, `kill` or WSL2 does that';
    case 'failed-to-start':
    case 'unknown':
      return 'The journal has its last words';
    case 'gave-up':
    case 'clean-exit':
    case 'stopped-on-request':
    case 'restarted-on-request':
    case 'planned-restart':
    case 'takeover':
      return null;
    default:
      return assertNever(verdict);
  }
}

function aboutConsequence({ unit, consequence }: Advised): string | null {
  if (consequence.kind !== 'stays-down') return null;
  switch (consequence.why.kind) {
    case 'start-limit':
      return 'Start resets the count';
    case 'restart-policy':
      return `${installCommand(unit)} writes a unit that systemd revives`;
    case 'start-failed':
      return 'The journal shows why';
    case 'prevented':
    case 'on-request':
    case 'replaced':
      return null;
    default:
      return assertNever(consequence.why);
  }
}

/** With the profile named, the default one too: a sticky `active_profile` would send it to another unit. */
function installCommand(unit: string): string {
  const name = classifyUnitName(unit);
  const profile = name.kind === 'profile' ? name.profile : 'default';
  return `\`hermes -p ${profile} gateway install --force\``;
}
