import { assertNever } from './assert-never';
import { t } from './i18n';
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
      return t('advice.configuration');
    case 'out-of-memory':
      return t(`advice.outOfMemory.${verdict.victim}`);
    case 'watchdog':
      return t('advice.watchdog');
    case 'start-timeout':
      return t('advice.startTimeout');
    case 'stop-timeout':
      return t('advice.stopTimeout', { command: installCommand(unit) });
    case 'crashed':
      return verdict.dumpedCore && pid !== 0 ? t('advice.crashed', { pid }) : null;
    case 'killed':
      return verdict.signal === 9 ? t('advice.killed') : null;
    case 'sigterm-from-outside':
      // Where systemd revives it, nothing is to be done; where not, it is the unit that needs it.
      return consequence.kind === 'stays-down' ? null : t('advice.sigterm');
    case 'failed-to-start':
    case 'unknown':
      return t('advice.lastWords');
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
      return t('advice.startLimit');
    case 'restart-policy':
      return t('advice.restartPolicy', { command: installCommand(unit) });
    case 'start-failed':
      return t('advice.startFailed');
    case 'prevented':
    case 'on-request':
    case 'replaced':
    case 'replacement-gone':
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
