import { type Command, canRun } from './commands';
import { t } from './i18n';
import type { Notice, NoticeAction } from './notice';
import type { AppState } from './state';
import { isHistory, targetVersion } from './update-facts';
import { waitsForAnswer } from './update-progress';
import { type ActiveUpdateRun, isEnd, isUpdating, type UpdateEnd, type UpdateRun } from './update-run';
import {
  findingsText,
  hurryLabel,
  receiptLines,
  updateEndLines,
  updateEndTitle,
  updateLine,
  updatePercent,
  updateTitle,
} from './update-text';

const KEY = 'update/';

/** An update that waits for nobody and is over sooner than this is not worth a notification on its way. */
export const SLOW_UPDATE_MS = 3000;
/** How long an end stands that nobody need do anything about. */
export const UPDATE_END_SHOWN_MS = 10 * 60_000;
const ASIDE_SHOWN_MS = 20_000;

/** It says more from each of these to the next: somebody who has put it away would want to know. */
const ROUNDS = { underWay: 0, findings: 1, question: 2, end: 3 } as const;

/** Whether it is one of these, and not worth telling who wants to hear only of what stays down. */
export function isQuietUpdateNotice({ key, urgency, round }: Notice): boolean {
  return key.startsWith(KEY) && urgency !== 'critical' && round !== ROUNDS.question;
}

/** The notification of our update: a bar while it lasts, a word when it waits for the person, then how it went. */
export function updateNotice(state: AppState, now: number): Notice | null {
  const { update: run } = state;
  if (run === null) return null;
  if (isUpdating(run)) return waitsForAnswer(run) ? waiting(run) : underWay(state, run, now);
  return isEnd(run.phase) ? ended(state, run, run.phase, now) : null;
}

/** When it changes although nothing happens; none for never. */
export function updateNoticeMoments({ update: run }: AppState): readonly number[] {
  if (run === null) return [];
  if (!isEnd(run.phase)) return [run.startedAt + SLOW_UPDATE_MS];
  const shown = shownFor(run.phase);
  return shown === null ? [] : [run.phase.at + shown];
}

function underWay(state: AppState, run: ActiveUpdateRun, now: number): Notice | null {
  if (now - run.startedAt < SLOW_UPDATE_MS) return null;
  const percent = updatePercent(run, now);
  return {
    ...base(run),
    round: ROUNDS.underWay,
    title: updateTitle(run, targetVersion(state, run)),
    // The number stands in the text, too: not every daemon draws a bar.
    body: `${percent} % · ${updateLine(run)}`,
    urgency: 'low',
    progress: percent,
    isTransient: true,
    actions: [
      ...offered(state, now, hurryLabel(run), { kind: 'hurry-update' }),
      ...offered(state, now, t('button.cancel'), { kind: 'cancel-update' }),
    ],
  };
}

function waiting(run: ActiveUpdateRun): Notice {
  const { phase, output } = run;
  const isBefore = phase.kind === 'pre-flight';
  const body =
    isBefore && phase.findings !== null
      ? findingsText(phase.findings).join('\n')
      : t('update.at.question', { question: output?.question ?? '' });
  return {
    ...base(run),
    round: isBefore ? ROUNDS.findings : ROUNDS.question,
    title: t('update.notice.waits'),
    body,
    urgency: 'normal',
    progress: null,
    isTransient: false,
    actions: [openAction(run, t('button.open'))],
  };
}

function ended(state: AppState, run: UpdateRun, phase: UpdateEnd, now: number): Notice | null {
  const shown = shownFor(phase);
  if (shown !== null && now - phase.at >= shown) return null;
  if (shown === null && isHistory(state, run)) return null;
  const lines = phase.kind === 'done' && !phase.wasCurrent ? receiptLines(state, run) : updateEndLines(phase);
  const isFailure = phase.kind === 'failed' || phase.kind === 'rollback-failed';
  const isAside = shown === ASIDE_SHOWN_MS;
  return {
    ...base(run),
    round: ROUNDS.end,
    title: updateEndTitle(run, phase),
    body: lines.map((line) => (/[.!?]$/.test(line) ? line : `${line}.`)).join('\n'),
    urgency: isFailure ? 'critical' : isAside ? 'low' : 'normal',
    progress: null,
    isTransient: isAside,
    actions: isAside ? [] : endActions(state, run, phase, now),
  };
}

/** Three at most: GNOME shows no more. */
function endActions(state: AppState, run: UpdateRun, phase: UpdateEnd, now: number): readonly NoticeAction[] {
  const back = offered(state, now, t('update.rollBack'), { kind: 'roll-back', id: run.id });
  if (phase.kind === 'done') return [openAction(run, t('update.whatsNew')), ...back];
  const viewLog = offered(state, now, t('button.viewLog'), { kind: 'view-log', unit: run.unit });
  return [...(phase.kind === 'rolled-back' ? [] : back), openAction(run, t('button.open')), ...viewLog];
}

/** How long an end stands; null for as long as it is so. What the person has asked for themselves is not told. */
function shownFor(phase: UpdateEnd): number | null {
  switch (phase.kind) {
    case 'failed':
    case 'rollback-failed':
      return null;
    case 'done':
      return phase.wasCurrent ? ASIDE_SHOWN_MS : UPDATE_END_SHOWN_MS;
    case 'rolled-back':
      return UPDATE_END_SHOWN_MS;
    case 'cancelled':
      return phase.reason === null ? 0 : ASIDE_SHOWN_MS;
  }
}

function base(run: UpdateRun): Pick<Notice, 'key' | 'defaultCommand'> {
  return { key: `${KEY}${run.id}`, defaultCommand: openAction(run, '').command };
}

function openAction({ unit }: UpdateRun, label: string): NoticeAction {
  return { label, command: { kind: 'show-window', view: { name: 'update', unit, at: null } } };
}

function offered(state: AppState, now: number, label: string, command: Command): readonly NoticeAction[] {
  return canRun(state, command, now).ok ? [{ label, command }] : [];
}
