import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import { t } from './i18n';
import { type Code, codeName, type Installation } from './installation';
import { sentence } from './sentence';
import type { AppState } from './state';
import { textBar } from './text-bar';
import { gatewayDisplayName } from './unit-name';
import { gatewaysOfUpdate } from './update-facts';
import { findingText, type UpdateFinding } from './update-findings';
import { updateProgress } from './update-progress';
import { awayMs } from './update-receipt';
import type { ActiveUpdateRun, UpdateEnd, UpdateFailure, UpdateRun } from './update-run';

// What is said of an update, wherever: tray, window, notification.

/** `Update and restart (0.22.5 → 0.23.3)`; by commits where the version says nothing. */
export function updateLabel({ code, available }: Installation): string {
  const from = code?.version ?? null;
  const to = available?.version ?? null;
  if (from !== null && to !== null && from !== to) return t('update.action.versions', { from, to });
  const count = available?.behind ?? null;
  return count === null ? t('update.action') : t('update.action.commits', { count });
}

/** `0.23.3`, or where the version is the same `3 new commits`: what is there to be had. */
export function availableText({ code, available }: Installation): string {
  if (available === null) return t('update.available.unknown');
  const { version, behind } = available;
  const count = behind === null ? t('update.available.some') : t('update.available.commits', { count: behind });
  return version === null || version === code?.version ? count : t('update.available.both', { version, count });
}

/** What a run came from and led to, told apart: by the commits where the version is the same. */
export function updateCodes({ snapshot, codeAfter }: UpdateRun): { readonly from: string; readonly to: string } | null {
  if (snapshot === null || codeAfter === null) return null;
  const { code } = snapshot;
  const isSameVersion = code.version === codeAfter.version;
  const name = (one: Code) => (isSameVersion ? one.commit.slice(0, 8) : codeName(one));
  return { from: name(code), to: name(codeAfter) };
}

/** In one word, as it stands for the status of a gateway. */
export function updateWord({ phase }: UpdateRun): string {
  return t(phase.kind === 'rolling-back' ? 'status.rollingBack' : 'status.updating');
}

/** What is going on, as a heading. `to`: the version it leads to, where that is known. */
export function updateTitle({ phase }: UpdateRun, to: string | null): string {
  if (phase.kind === 'rolling-back') return t('update.title.back');
  return to === null ? t('update.title') : t('update.title.to', { to });
}

export function updatePercent(run: UpdateRun, now: number): number {
  return Math.floor(updateProgress(run, now) * 100);
}

/** `▰▰▰▰▱▱▱▱▱▱  43 %` */
export function updateBar(run: UpdateRun, now: number): string {
  return textBar(updatePercent(run, now));
}

/** What it is at. */
export function updateLine({ phase, output }: ActiveUpdateRun): string {
  switch (phase.kind) {
    case 'pre-flight':
      return t(phase.findings === null ? 'update.at.look' : 'update.at.answer');
    case 'snapshot':
      return t('update.at.snapshot');
    case 'draining':
      return drainText(phase.agentsNow);
    case 'updating':
      if (output?.question != null) return t('update.at.question', { question: output.question });
      return t(`update.at.${output?.step ?? 'starting'}`);
    case 'restarting':
      return restartText(phase.waitsFor);
    case 'verifying':
      return checkText(phase.missing);
    case 'rolling-back':
      if (phase.stage === 'restart') return restartText(phase.missing);
      return phase.stage === 'code' ? t('update.at.back') : checkText(phase.missing);
    default:
      return assertNever(phase);
  }
}

function drainText(agents: number | null): string {
  if (agents === null) return t('restart.waitingForIdle');
  return agents === 0 ? t('restart.idle') : t('restart.waitingFor', { count: agents });
}

function restartText(units: readonly string[]): string {
  if (units.length === 0) return t('update.at.restart');
  return t('update.at.restart.left', { names: units.map(gatewayDisplayName).join(', ') });
}

function checkText(missing: readonly string[]): string {
  return missing.length === 0 ? t('update.at.verify') : t('update.at.verify.missing', { missing: missing.join('; ') });
}

/** How it ended, as a heading. */
export function updateEndTitle(run: UpdateRun, phase: UpdateEnd): string {
  switch (phase.kind) {
    case 'done': {
      if (phase.wasCurrent) return t('update.end.current');
      const to = updateCodes(run)?.to ?? null;
      return to === null ? t('update.end.done') : t('update.end.done.to', { to });
    }
    case 'cancelled':
      return t('update.end.cancelled');
    case 'failed':
      return t('update.end.failed');
    case 'rolled-back': {
      const { snapshot } = run;
      return t('update.end.back', { to: snapshot === null ? '?' : codeName(snapshot.code) });
    }
    case 'rollback-failed':
      return t('update.end.backFailed');
    default:
      return assertNever(phase);
  }
}

/** Why, and what to do, a sentence each; none where the heading says all. */
export function updateEndLines(phase: UpdateEnd): readonly string[] {
  switch (phase.kind) {
    case 'done':
      return phase.wasCurrent ? [t('update.end.current.detail')] : [];
    case 'cancelled':
      return [phase.reason === null ? t('update.end.cancelled.detail') : sentence(phase.reason)];
    case 'failed':
    case 'rollback-failed':
      return [sentence(phase.failure.reason), phase.failure.hint];
    case 'rolled-back':
      return phase.because === null ? [] : [backBecause(phase.because)];
    default:
      return assertNever(phase);
  }
}

function backBecause({ reason }: UpdateFailure): string {
  return t('update.end.back.because', { reason });
}

/** What it brought and cost, a sentence each. */
export function receiptLines(state: AppState, run: UpdateRun): readonly string[] {
  const away = awayMs(run, gatewaysOfUpdate(state, run));
  const gateways = run.snapshot?.gateways ?? [];
  const platforms = [...new Set(gateways.flatMap((gateway) => gateway.platforms))];
  return [
    ...(away === null ? [] : [t('update.receipt.away', { count: gateways.length, duration: formatDuration(away) })]),
    ...(platforms.length === 0 ? [] : [t('update.receipt.platforms', { platforms: platforms.join(', ') })]),
  ];
}

/** Each finding's sentence, the ones that stop it first. */
export function findingsText(findings: readonly UpdateFinding[]): readonly string[] {
  return findings.toSorted((left, right) => Number(right.isBlocking) - Number(left.isBlocking)).map(findingText);
}

/** How many agents not to wait for them interrupts: behind the label. */
export function hurryLabel({ phase }: ActiveUpdateRun): string {
  const agents = phase.kind === 'draining' ? phase.agentsNow : null;
  const cost = agents === null ? t('cost.interrupts.unknown') : t('cost.interrupts', { count: agents });
  return agents === 0 ? t('update.hurry') : `${t('update.hurry')} (${cost})`;
}
