import type { Exit } from '../../main/core/verdict';
import type { SentNotification } from '../desktop/notifications';
import { isOfIncident, isOfRestart, type Told } from './told';
import type { TrueExit, Truth } from './truth';

export interface Fault {
  /**
   * `missed`: an unexpected exit that the app did not tell, as a verdict or to the person. `false-alarm`: what somebody
   * asked for, or what never was, told as unexpected, or worse than it is. `wrong`: anything else that is not the truth.
   * `unplayed`: the event itself did not come about.
   */
  readonly kind: 'missed' | 'false-alarm' | 'wrong' | 'unplayed';
  readonly what: string;
}

/** What the app has told when the gateway had come to rest, and when it ran again after that. */
export interface Looks {
  readonly atRest: Told;
  readonly inTheEnd: Told;
}

const KEEPS_STOPPING = /keeps stopping/;
const OVER = /is back after|keeps stopping/;

/** Where the app is wrong about an event. */
export function compare(truth: Truth, { atRest, inTheEnd }: Looks): readonly Fault[] {
  return [
    ...compareExits(truth.exits, inTheEnd.exits),
    ...(truth.alarm === 'none' ? calm(truth, inTheEnd) : alarmed(truth, atRest, inTheEnd)),
    ...[atRest, inTheEnd].flatMap(({ standing }) =>
      standing.length > 1 ? [fault('wrong', `${standing.length} notifications stand: ${titles(standing)}`)] : [],
    ),
  ];
}

function compareExits(truth: readonly TrueExit[], told: readonly Exit[]): readonly Fault[] {
  const missing = truth.slice(told.length);
  const extra = told.slice(truth.length);
  return [
    ...told.slice(0, truth.length).flatMap((exit, at) => compareExit(truth[at], exit)),
    ...missing.map(({ verdict, isExpected }) => fault(isExpected ? 'wrong' : 'missed', `${verdict} was not told`)),
    ...extra.map((exit) =>
      fault(exit.isExpected ? 'wrong' : 'false-alarm', `${textOf(exit)} was told, and there was no exit`),
    ),
  ];
}

function compareExit(truth: TrueExit | undefined, exit: Exit): readonly Fault[] {
  if (truth === undefined) return [];
  const as = `${truth.verdict} was told as ${textOf(exit)}`;
  if (exit.isExpected && !truth.isExpected) return [fault('missed', as)];
  if (!exit.isExpected && truth.isExpected) return [fault('false-alarm', as)];
  const faults: Fault[] = [];
  if (exit.verdict.kind !== truth.verdict) faults.push(fault('wrong', as));
  const by = 'by' in exit.verdict ? exit.verdict.by : null;
  if (by !== truth.by) faults.push(fault('wrong', `${truth.verdict} by ${truth.by} was told as by ${by}`));
  const follows = followsOf(exit);
  if (truth.follows !== null && follows !== truth.follows) {
    faults.push(fault('wrong', `after ${truth.verdict} comes "${truth.follows}", and "${follows}" was told`));
  }
  return faults;
}

function followsOf({ consequence }: Exit): string {
  if (consequence.kind === 'stays-down') return consequence.why.kind;
  return consequence.kind === 'not-known' ? 'not-known' : 'back';
}

function textOf({ verdict, evidence }: Exit): string {
  return `${verdict.kind} (${evidence.map(({ text }) => text).join(' | ')})`;
}

/** Nobody may hear of it: no incident, and no notification but that of our own restart. */
function calm({ isOurRestart }: Truth, { phases, sent, before }: Told): readonly Fault[] {
  return [
    ...(phases.length > 0 ? [fault('false-alarm', `an incident: ${phases.join(', ')}`)] : []),
    ...uncalledFor(sent, (one) => (isOurRestart && isOfRestart(one)) || isLateRecovery(one, before)),
  ];
}

function uncalledFor(
  sent: readonly SentNotification[],
  isAllowed: (one: SentNotification) => boolean,
): readonly Fault[] {
  const uncalled = sent.filter((one) => !isAllowed(one));
  return uncalled.length === 0 ? [] : [fault('false-alarm', `it told "${titles(uncalled)}"`)];
}

/** Of one that kept stopping it is told a minute later that it is back, whatever is going on then. */
function isLateRecovery({ title, urgency }: SentNotification, before: SentNotification | null): boolean {
  return before !== null && KEEPS_STOPPING.test(before.title) && /is back/.test(title) && urgency !== 'critical';
}

function alarmed({ rest, alarm, hasGivenUp }: Truth, atRest: Told, inTheEnd: Told): readonly Fault[] {
  const faults: Fault[] = [];
  const { latest, before } = atRest;
  // One that keeps falling over is told when it begins to, and not at each fall. One that is back before it is known why it
  // fell is told as back, with the cause.
  const isKnownToFall = latest !== null && KEEPS_STOPPING.test(latest.title);
  const told = atRest.sent.filter((one) => isOfIncident(one) && !isLateRecovery(one, before));
  if (alarm === 'told' && !isKnownToFall && told.length === 0) {
    faults.push(fault('missed', `nobody was told: ${titles(atRest.sent) || 'no notification'}`));
  }
  // What was over before it was judged need be no incident.
  if (alarm === 'either' && inTheEnd.phases.length === 0) return uncalledFor(inTheEnd.sent, () => false);
  const phase = atRest.phases.at(-1) ?? 'none';
  const due = { runs: 'recovered', stopped: 'ended', down: 'down' }[rest.kind];
  if (phase !== due)
    faults.push(fault(alarm === 'told' ? 'missed' : 'wrong', `its incident is "${phase}", not "${due}"`));

  faults.push(...uncalledFor(inTheEnd.sent, (one) => isOfIncident(one) || isOfRestart(one)));
  const critical = atRest.sent.filter((one) => one.urgency === 'critical' && isOfIncident(one));
  if (rest.kind !== 'down') {
    const worse = atRest.phases.filter((one) => one === 'down');
    if (worse.length > 0) faults.push(fault('false-alarm', 'an incident was "down", and it was not'));
    if (critical.length > 0) faults.push(fault('false-alarm', `"${titles(critical)}" is critical, and it is not down`));
  } else if (latest === null || latest.urgency !== 'critical' || !/is down/.test(latest.title)) {
    faults.push(fault('missed', `that it is down is not told: ${latest?.title ?? 'nothing'}`));
  } else if (/gave up/.test(latest.title) !== hasGivenUp) {
    faults.push(fault('wrong', `whether systemd gave up is told wrongly: ${latest.title}`));
  }
  return [...faults, ...over(rest.kind === 'stopped' ? 'ended' : 'recovered', inTheEnd)];
}

function over(due: 'ended' | 'recovered', { phases, latest, standing }: Told): readonly Fault[] {
  const faults: Fault[] = [];
  const phase = phases.at(-1) ?? 'none';
  if (phase !== due) faults.push(fault('wrong', `in the end its incident is "${phase}", not "${due}"`));
  if (due === 'recovered' && (latest === null || !OVER.test(latest.title) || latest.urgency === 'critical')) {
    faults.push(fault('wrong', `that it is back is not told: ${latest?.title ?? 'nothing'}`));
  }
  if (due === 'ended' && standing.length > 0) {
    faults.push(fault('false-alarm', `"${titles(standing)}" stands, and somebody has stopped it`));
  }
  return faults;
}

function fault(kind: Fault['kind'], what: string): Fault {
  return { kind, what };
}

function titles(notifications: readonly SentNotification[]): string {
  return notifications.map(({ title }) => title).join('", "');
}
