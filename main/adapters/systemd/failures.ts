import { t } from '../../core/i18n';
import { type Failure, failure } from '../../core/result';
import type { UnitFacts } from '../../core/unit-facts';

/** What systemd makes a job of. */
export type JobVerb = 'start' | 'stop' | 'restart';
export type Verb = JobVerb | 'reset' | 'signal';

/** systemd took the job and it did not end well. `facts`: how the unit stands after it; null when that is not known. */
export function jobFailure(verb: JobVerb, unit: string, result: string, facts: UnitFacts | null): Failure {
  const details = facts === null ? [] : stateDetails(facts);
  const why = [jobResultInWords(result, facts), ...details].join('. ');
  return failure(`job-${result}`, t(`systemd.jobFailed.${verb}`, { unit, why, advice: advice(unit, facts) }));
}

/** systemd, or the bus, refused the call itself. */
export function refused(verb: Verb, unit: string, { reason, message }: Failure): Failure {
  switch (reason) {
    case 'timeout':
      return failure(reason, t(`systemd.noAnswer.${verb}`, { unit }));
    case 'disconnected':
      return failure(reason, t(`systemd.cutOff.${verb}`, { unit, why: message }));
    default:
      return failure(
        reason,
        t(`systemd.refused.${verb}`, { unit, why: sentence(message), advice: refusalAdvice(reason, unit) }),
      );
  }
}

/** The line to systemd was cut, or systemd lost track, while the job was under way. */
export function outcomeUnknown(verb: JobVerb, unit: string, why: string): Failure {
  return failure('outcome-unknown', t(`systemd.outcomeUnknown.${verb}`, { unit, why }));
}

/** https://www.freedesktop.org/software/systemd/man/org.freedesktop.systemd1.html, JobRemoved; later ones by the source. */
function jobResultInWords(result: string, facts: UnitFacts | null): string {
  if (facts?.result === 'start-limit-hit') return t('systemd.job.startLimit');
  const known = JOB_RESULTS.find((one) => one === result);
  return known === undefined ? t('systemd.job.other', { result }) : t(`systemd.job.${known}`);
}

const JOB_RESULTS = [
  'canceled',
  'timeout',
  'failed',
  'dependency',
  'skipped',
  'invalid',
  'assert',
  'unsupported',
  'collected',
  'once',
  'frozen',
] as const;

function stateDetails(facts: UnitFacts): readonly string[] {
  const { loadError, result, execMainCode, execMainStatus } = facts;
  const load = loadError === '' ? [] : [withoutEnd(loadError)];
  if (result === 'success' || result === '') return load;
  if (execMainCode === 0) return [...load, t('systemd.unit.command', { result })];
  const how = execMainCode === 2 || execMainCode === 3 ? 'signal' : 'status';
  return [...load, t(`systemd.unit.${how}`, { status: execMainStatus, result })];
}

function advice(unit: string, facts: UnitFacts | null): string {
  if (facts?.result === 'start-limit-hit') return t('systemd.advice.startLimit', { unit });
  return t('systemd.advice.journal', { unit });
}

function refusalAdvice(reason: string, unit: string): string {
  switch (reason) {
    case 'org.freedesktop.systemd1.NoSuchUnit':
      return t('systemd.advice.install');
    case 'org.freedesktop.systemd1.NoSuchProcess':
      return t('systemd.advice.start', { unit });
    case 'org.freedesktop.systemd1.UnitMasked':
      return t('systemd.advice.unmask', { unit });
    case 'org.freedesktop.systemd1.BadUnitSetting':
    case 'org.freedesktop.systemd1.LoadFailed':
      return t('systemd.advice.verify', { unit });
    default:
      return t('systemd.advice.status', { unit });
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function withoutEnd(text: string): string {
  return text.replace(/\.$/, '');
}
