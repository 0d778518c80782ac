import { type Command, canRun } from './commands';
import { platformsLine, processLine } from './fact-lines';
import type { GatewayStatus } from './gateway-status';
import { explanationOf, glanceKind, headlineText, presentExit } from './gateway-text';
import { t } from './i18n';
import { isOpen } from './incident';
import { incidentText } from './incident-text';
import { drainSuffix, interruptionSuffix } from './interruption-text';
import { formatMoment } from './moment';
import { isUnderWay, type RestartMode } from './restart-run';
import { restartLine, restartModeLabel } from './restart-text';
import { sentence } from './sentence';
import { type AppState, EXITS_REMEMBERED, type Gateway } from './state';
import { startLabel, statusDetails, statusMark } from './status-text';
import {
  action,
  always,
  explained,
  info,
  infoLines,
  MENU_LINE_CHARACTERS,
  separator,
  submenu,
  type TrayMenuItem,
} from './tray-item';
import { updateLine } from './update-text';
import { verdictText } from './verdict-text';
import { clip } from './wrap-words';

// What the menu shows of one gateway: lines to read, then what can be done.

export interface Shown {
  readonly gateway: Gateway;
  readonly status: GatewayStatus;
}

/** Enough for the longest text of each; the window has them whole. */
const DETAIL_LINES = 6;
const CAUSE_LINES = 3;
const CONSEQUENCE_LINES = 2;
const ADVICE_LINES = 3;
const FAILURE_LINES = 6;

/** The status with its mark, which tells states apart without colour. */
export function markedHeadline({ gateway, status }: Shown, now: number): string {
  return `${statusMark(glanceKind(gateway, status))} ${headlineText(gateway, status, now)}`;
}

export function factItems(shown: Shown, now: number): TrayMenuItem[] {
  const { gateway, status } = shown;
  const key = `gateway/${gateway.unit}`;
  return [
    info(`${key}/status`, markedHeadline(shown, now)),
    info(`${key}/progress`, progressLine(status, now)),
    ...explanationItems(key, shown, now),
    info(`${key}/process`, processLine(gateway, status, now)),
    info(`${key}/platforms`, platformsLine(gateway, status)),
    ...infoLines(`${key}/detail`, statusDetails(status).map(sentence), DETAIL_LINES),
    ...infoLines(`${key}/failure`, gateway.failure === null ? [] : [`⚠ ${gateway.failure.message}`], FAILURE_LINES),
  ];
}

function progressLine(status: GatewayStatus, now: number): string | null {
  // What Hermes asks may be of any length.
  if (status.kind === 'updating') return clip(updateLine(status.run), MENU_LINE_CHARACTERS);
  return status.kind === 'restarting' ? restartLine(status.run, now) : null;
}

function explanationItems(key: string, { gateway, status }: Shown, now: number): TrayMenuItem[] {
  const explanation = explanationOf(gateway, status, now);
  return [
    ...infoLines(`${key}/cause`, given(explanation?.cause), CAUSE_LINES),
    ...infoLines(`${key}/consequence`, given(explanation?.consequence), CONSEQUENCE_LINES),
    ...infoLines(`${key}/advice`, given(explanation?.advice), ADVICE_LINES),
  ];
}

function given(text: string | null | undefined): readonly string[] {
  return text == null ? [] : [text];
}

export function actionItems(state: AppState, { gateway, status }: Shown, now: number): TrayMenuItem[] {
  const { unit, restart } = gateway;
  const key = `gateway/${unit}`;
  const isRestarting = isUnderWay(restart);
  const stop = { kind: 'stop', unit, isConfirmed: false } as const;
  const hasTrouble = gateway.failure !== null || presentExit(gateway, status)?.isExpected === false;
  return [
    action(state, `${key}/start`, startLabel(status), { kind: 'start', unit }, now),
    restartSubmenu(state, gateway, now),
    {
      ...action(state, `${key}/cancel-restart`, t('button.cancelRestart'), { kind: 'cancel-restart', unit }, now),
      visible: isRestarting,
    },
    hurryItem(state, gateway, now),
    action(state, `${key}/stop`, `${t('button.stop')}${interruptionSuffix(gateway, stop, now)}`, stop, now),
    action(state, `${key}/view-log`, t('button.viewLog'), { kind: 'view-log', unit }, now),
    {
      ...always(`${key}/copy-journal-command`, t('button.copyJournal'), { kind: 'copy-journal-command', unit }),
      visible: hasTrouble,
    },
    incidentsSubmenu(state, gateway, now),
  ];
}

const MODES: readonly RestartMode[] = ['when-idle', 'graceful', 'now'];

/** There while any restart is possible; then the kinds that are not say why. */
function restartSubmenu(state: AppState, gateway: Gateway, now: number): TrayMenuItem {
  const { unit } = gateway;
  const key = `gateway/${unit}/restart`;
  const modes = MODES.map((mode) => {
    const command = { kind: 'restart', unit, mode, isConfirmed: false } as const;
    const permission = canRun(state, command, now);
    const cost = interruptionSuffix(gateway, command, now);
    const limit = mode === 'graceful' && cost === '' ? drainSuffix(gateway, now) : '';
    const suffix = permission.ok ? `${cost}${limit}` : '';
    return explained(`${key}/${mode}`, `${restartModeLabel(mode)}${suffix}`, permission, command);
  });
  const isPossible = modes.some(({ enabled }) => enabled) && !isUnderWay(gateway.restart);
  return { ...submenu(key, t('button.restart'), modes), enabled: isPossible, visible: isPossible };
}

/** While a restart waits or drains, the way to cut that short. */
function hurryItem(state: AppState, gateway: Gateway, now: number): TrayMenuItem {
  const { unit, restart } = gateway;
  const command: Command & { kind: 'restart' } = { kind: 'restart', unit, mode: 'now', isConfirmed: false };
  const label = `${t('button.restartNow')}${interruptionSuffix(gateway, command, now)}`;
  const hurry = action(state, `gateway/${unit}/restart-now`, label, command, now);
  return { ...hurry, visible: hurry.visible && isUnderWay(restart) };
}

/** How its runs ended lately, the last first, under how its incident stands. To read. */
function incidentsSubmenu(state: AppState, gateway: Gateway, now: number): TrayMenuItem {
  const { unit, exits, incident } = gateway;
  const key = `gateway/${unit}/incidents`;
  const lines = Array.from({ length: EXITS_REMEMBERED }, (_, at) => {
    const exit = exits[at];
    return exit === undefined ? null : `${formatMoment(exit.endedAt, now)}  ${verdictText(exit)}`;
  });
  const isSnoozed = incident?.snoozedUntil != null && incident.snoozedUntil > now;
  const snooze = action(state, `${key}/snooze`, t('tray.snooze'), { kind: 'snooze', unit }, now);
  const children = [
    info(`${key}/state`, incident === null ? null : incidentText(incident, now)),
    { ...separator(`${key}/state-end`), visible: incident !== null },
    ...lines.map((line, at) => info(`${key}/exit/${at}`, line === null ? null : clip(line, MENU_LINE_CHARACTERS))),
    { ...snooze, visible: snooze.visible && incident !== null && isOpen(incident) && !isSnoozed },
  ];
  const isWorthIt = exits.length > 0 || incident !== null;
  return { ...submenu(key, t('tray.incidents'), children), enabled: isWorthIt, visible: isWorthIt };
}
