import { type Failure, failure } from '../../core/result';
import type { UnitFacts } from '../../core/unit-facts';

export type Verb = 'start' | 'stop' | 'restart' | 'reset' | 'signal';

/** systemd took the job and it did not end well. `facts`: how the unit stands after it; null when that is not known. */
export function jobFailure(verb: Verb, unit: string, result: string, facts: UnitFacts | null): Failure {
  const details = facts === null ? [] : stateDetails(facts);
  const why = [jobResultInWords(result, facts), ...details].join('. ');
  return failure(`job-${result}`, `systemd could not ${verb} ${unit}: ${why}. ${advice(unit, facts)}`);
}

/** systemd, or the bus, refused the call itself. */
export function refused(verb: Verb, unit: string, { reason, message }: Failure): Failure {
  switch (reason) {
    case 'timeout':
      return failure(
        reason,
        `systemd did not answer the request to ${verb} ${unit}. It may still do it once it answers again; try \`systemctl --user status ${unit}\`.`,
      );
    case 'disconnected':
      return failure(reason, `The request to ${verb} ${unit} was not answered: ${message}`);
    default:
      return failure(reason, `systemd refused to ${verb} ${unit}: ${sentence(message)} ${refusalAdvice(reason, unit)}`);
  }
}

/** The line to systemd was cut, or systemd lost track, while the job was under way. */
export function outcomeUnknown(verb: Verb, unit: string, why: string): Failure {
  return failure(
    'outcome-unknown',
    `It is not known how the ${verb} of ${unit} ended: ${why}. systemd goes on with it; \`systemctl --user status ${unit}\` tells.`,
  );
}

/** https://www.freedesktop.org/software/systemd/man/org.freedesktop.systemd1.html, JobRemoved; later ones by the source. */
function jobResultInWords(result: string, facts: UnitFacts | null): string {
  if (facts?.result === 'start-limit-hit') return 'it was started too often within a short time';
  switch (result) {
    case 'canceled':
      return 'another request took its place';
    case 'timeout':
      return 'it took longer than the job may take';
    case 'failed':
      return 'the unit failed';
    case 'dependency':
      return 'a unit that it needs failed';
    case 'skipped':
      return 'there was nothing to do in the state the unit is in';
    case 'invalid':
      return 'the request does not apply to this unit';
    case 'assert':
      return 'an Assert…= of the unit does not hold';
    case 'unsupported':
      return 'this system does not support such units';
    case 'collected':
      return 'the unit was unloaded';
    case 'once':
      return 'the unit runs once only, and did';
    case 'frozen':
      return 'the unit is frozen';
    default:
      return `the job ended as "${result}"`;
  }
}

function stateDetails(facts: UnitFacts): readonly string[] {
  const { loadError, result, execMainCode, execMainStatus } = facts;
  const load = loadError === '' ? [] : [withoutEnd(loadError)];
  if (result === 'success' || result === '') return load;
  if (execMainCode === 0) return [...load, `One of its commands failed (Result=${result})`];
  return [...load, `Its main process ended with ${exitInWords(execMainCode, execMainStatus)} (Result=${result})`];
}

function exitInWords(code: number, status: number): string {
  return code === 2 || code === 3 ? `signal ${status}` : `status ${status}`;
}

function advice(unit: string, facts: UnitFacts | null): string {
  if (facts?.result === 'start-limit-hit')
    return `Then \`systemctl --user reset-failed ${unit}\` allows the next start.`;
  return `See \`journalctl --user -u ${unit}\`.`;
}

function refusalAdvice(reason: string, unit: string): string {
  switch (reason) {
    case 'org.freedesktop.systemd1.NoSuchUnit':
      return '`hermes gateway install` makes the unit.';
    case 'org.freedesktop.systemd1.NoSuchProcess':
      return `It does not run; \`systemctl --user start ${unit}\` starts it.`;
    case 'org.freedesktop.systemd1.UnitMasked':
      return `\`systemctl --user unmask ${unit}\` allows it.`;
    case 'org.freedesktop.systemd1.BadUnitSetting':
    case 'org.freedesktop.systemd1.LoadFailed':
      return `\`systemd-analyze --user verify ${unit}\` shows what is wrong in its file.`;
    default:
      return `See \`systemctl --user status ${unit}\`.`;
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function withoutEnd(text: string): string {
  return text.replace(/\.$/, '');
}
