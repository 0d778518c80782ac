import { canRun } from './commands';
import { t } from './i18n';
import { hasUpdate, type Installation } from './installation';
import { sentence } from './sentence';
import type { AppState } from './state';
import { action, always, info, infoLines, MENU_LINE_CHARACTERS, separator, type TrayMenuItem } from './tray-item';
import { compareUnits, gatewayDisplayName } from './unit-name';
import { isHistory, targetVersion } from './update-facts';
import { waitsForAnswer } from './update-progress';
import { type ActiveUpdateRun, isEnd, isUpdating, type UpdateRun } from './update-run';
import {
  findingsText,
  hurryLabel,
  updateBar,
  updateEndLines,
  updateEndTitle,
  updateLabel,
  updateLine,
  updateTitle,
} from './update-text';
import { clip } from './wrap-words';

// What the menu shows of updates: that there is one, how one goes, how it failed.

/** Its moving labels, as tray-progress looks for them. */
export const UPDATE_KEY = 'update';
const FINDING_LINES = 8;
const FAILURE_LINES = 5;

/** `isTold`: whether the gateway's own lines say how far it is. */
export function updateItems(state: AppState, isTold: boolean, now: number): TrayMenuItem[] {
  const { update } = state;
  const items = [
    ...offers(state, now),
    ...runItems(state, isUpdating(update) ? update : null, isTold, now),
    ...failureItems(state, now),
  ];
  return [{ ...separator(UPDATE_KEY), visible: items.some(({ visible }) => visible) }, ...items];
}

function offers(state: AppState, now: number): TrayMenuItem[] {
  const all = Object.values(state.installations).sort((left, right) => left.checkout.localeCompare(right.checkout));
  return all.flatMap((installation) => {
    const [unit] = [...installation.units].sort(compareUnits);
    if (unit === undefined) return [];
    const label =
      all.length === 1 ? updateLabel(installation) : `${updateLabel(installation)} · ${namesOf(installation)}`;
    const item = action(state, `${UPDATE_KEY}/of/${installation.checkout}`, label, { kind: 'update', unit }, now);
    return [{ ...item, visible: item.visible && hasUpdate(installation) }];
  });
}

function namesOf({ units }: Installation): string {
  return [...units].sort(compareUnits).map(gatewayDisplayName).join(', ');
}

/** There, hidden, while no update is under way: the menu keeps its items. */
function runItems(state: AppState, run: ActiveUpdateRun | null, isTold: boolean, now: number): TrayMenuItem[] {
  const isShown = run !== null && !isTold;
  const findings = run?.phase.kind === 'pre-flight' ? (run.phase.findings ?? []) : [];
  const goOn = action(state, `${UPDATE_KEY}/go-on`, t('update.goOn'), { kind: 'answer-update' }, now);
  const answer = always(`${UPDATE_KEY}/answer`, t('update.answer'), showUpdate(run));
  return [
    info(
      `${UPDATE_KEY}/status`,
      isShown ? `${updateTitle(run, targetVersion(state, run))}  ${updateBar(run, now)}` : null,
    ),
    info(`${UPDATE_KEY}/progress`, isShown ? clip(updateLine(run), MENU_LINE_CHARACTERS) : null),
    ...infoLines(`${UPDATE_KEY}/findings`, findingsText(findings), FINDING_LINES),
    // What is found stands above it, and nobody goes on in spite of what stops it.
    { ...goOn, visible: goOn.visible && findings.every(({ isBlocking }) => !isBlocking) },
    { ...answer, visible: run !== null && waitsForAnswer(run) },
    action(state, `${UPDATE_KEY}/hurry`, run === null ? '' : hurryLabel(run), { kind: 'hurry-update' }, now),
    action(state, `${UPDATE_KEY}/cancel`, t('update.cancel'), { kind: 'cancel-update' }, now),
  ];
}

function failureItems(state: AppState, now: number): TrayMenuItem[] {
  const run = standingFailure(state);
  const lines = run !== null && isEnd(run.phase) ? [updateEndTitle(run, run.phase), ...updateEndLines(run.phase)] : [];
  const [title, ...why] = lines;
  const command = { kind: 'roll-back', id: run?.id ?? '' } as const;
  const isPossible = run !== null && canRun(state, command, now).ok;
  return [
    info(`${UPDATE_KEY}/failed`, title === undefined ? null : `✕ ${title}`),
    ...infoLines(`${UPDATE_KEY}/why`, why.map(sentence), FAILURE_LINES),
    { ...always(`${UPDATE_KEY}/roll-back`, t('update.rollBack'), command), enabled: isPossible, visible: isPossible },
    { ...always(`${UPDATE_KEY}/show`, t('update.show'), showUpdate(run)), visible: run !== null },
  ];
}

/** An update, or a way back, that failed, as long as nobody has changed the code since. */
function standingFailure(state: AppState): UpdateRun | null {
  const { update } = state;
  if (update === null || isHistory(state, update)) return null;
  return update.phase.kind === 'failed' || update.phase.kind === 'rollback-failed' ? update : null;
}

function showUpdate(run: UpdateRun | null) {
  return { kind: 'show-window', view: { name: 'update', unit: run?.unit ?? null, at: null } } as const;
}
