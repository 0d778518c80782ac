import { type Command, canRun } from './commands';
import { formatDuration } from './duration';
import { type GatewayStatus, gatewayPid, gatewayStatus, type StatusKind } from './gateway-status';
import { livePlatforms } from './health';
import { ownRecord } from './own-record';
import type { RestartMode } from './restart-run';
import { restartLine } from './restart-text';
import { type AppState, type Gateway, lastExit } from './state';
import { agentsText, startLabel, statusDetail, statusMark, statusText, wrapWords } from './status-text';
import { compareUnits, gatewayDisplayName } from './unit-name';
import { consequenceText, verdictText } from './verdict-text';

/** Everything the tray shows, as values. The same state and moment give the same view. */
export interface TrayView {
  readonly icon: StatusKind;
  /** Asks the panel to make the person look. */
  readonly needsAttention: boolean;
  readonly tooltip: { readonly title: string; readonly text: string };
  readonly menu: readonly TrayMenuItem[];
}

export interface TrayMenuItem {
  /** Stable for the life of what it stands for: a click on an open menu finds its item though labels change. */
  readonly key: string;
  readonly kind: 'item' | 'separator' | 'check' | 'submenu';
  readonly label: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly command: Command | null;
  readonly children: readonly TrayMenuItem[];
}

/** What a glance must find first, worst first. */
const SEVERITY: readonly StatusKind[] = [
  'no-bus',
  'failed',
  'crash-looping',
  'frozen',
  'outside-systemd',
  'restarting-by-systemd',
  'backing-off',
  'degraded',
  'draining',
  'restarting',
  'starting',
  'stopping',
  'stopped',
  'not-installed',
  'busy',
  'running',
];
const ATTENTION: ReadonlySet<StatusKind> = new Set(['no-bus', 'failed', 'crash-looping', 'frozen', 'outside-systemd']);
const UP: ReadonlySet<StatusKind> = new Set(['running', 'busy', 'degraded', 'frozen', 'draining', 'outside-systemd']);

const DOWN: ReadonlySet<StatusKind> = new Set(['restarting-by-systemd', 'crash-looping', 'failed', 'stopped']);

const MENU_LINE_CHARACTERS = 72;
/** Enough for the longest message there is; the log has it whole. */
const FAILURE_LINES = 6;

interface Shown {
  readonly gateway: Gateway;
  readonly status: GatewayStatus;
}

export function trayView(state: AppState, now: number): TrayView {
  const shown = Object.values(state.gateways)
    .sort((left, right) => compareUnits(left.unit, right.unit))
    .map((gateway) => ({ gateway, status: gatewayStatus(gateway, state.bus, now) }));
  const headline = headlineOf(state, shown);
  return {
    icon: headline.icon,
    needsAttention: shown.length > 0 && ATTENTION.has(headline.icon),
    tooltip: { title: `hermes-tray · ${headline.text}`, text: headline.detail },
    menu: [...gatewayItems(state, shown, headline, now), ...appItems(state)],
  };
}

interface Headline {
  readonly icon: StatusKind;
  readonly text: string;
  readonly detail: string;
}

/** For the tooltip, and the first line over several gateways: without ages, which would go stale there. */
function headlineOf(state: AppState, shown: readonly Shown[]): Headline {
  const [first] = shown;
  if (first === undefined) return nothingThere(state);
  if (shown.length === 1) {
    const { gateway, status } = first;
    const lines = [processLine(gateway, status, null), platformsLine(gateway, status), statusDetail(status)];
    return {
      icon: status.kind,
      text: statusText(status, null),
      detail: lines.filter((line) => line !== null).join('\n'),
    };
  }
  if (state.bus.kind !== 'connected') return nothingThere(state);
  const icon = SEVERITY.find((kind) => shown.some(({ status }) => status.kind === kind)) ?? 'no-bus';
  const up = shown.filter(({ status }) => UP.has(status.kind)).length;
  const lines = shown.map(({ gateway, status }) => `${gatewayDisplayName(gateway.unit)}: ${statusText(status, null)}`);
  return { icon, text: `${up} of ${shown.length} gateways running`, detail: lines.join('\n') };
}

function nothingThere(state: AppState): Headline {
  if (state.bus.kind !== 'connected') {
    const status: GatewayStatus = { kind: 'no-bus', bus: state.bus };
    return { icon: 'no-bus', text: statusText(status, null), detail: statusDetail(status) ?? '' };
  }
  if (!state.discovered) return { icon: 'no-bus', text: 'Looking for gateways', detail: '' };
  return { icon: 'not-installed', text: 'No gateway unit', detail: "'hermes gateway install' makes one" };
}

function gatewayItems(state: AppState, shown: readonly Shown[], headline: Headline, now: number): TrayMenuItem[] {
  const [first] = shown;
  if (first === undefined) {
    return [info('status', headline.text), info('detail', headline.detail), separator('gateway-end')];
  }
  if (shown.length === 1) {
    return [...factItems(first, now), separator('facts-end'), openItem(), ...actionItems(state, first, now)];
  }
  const submenus = shown.map((one) => ({
    ...item(`gateway/${one.gateway.unit}`, submenuLabel(one, now)),
    kind: 'submenu' as const,
    enabled: true,
    children: [
      ...factItems(one, now),
      separator(`gateway/${one.gateway.unit}/facts-end`),
      ...actionItems(state, one, now),
    ],
  }));
  return [info('status', headline.text), ...submenus, separator('facts-end'), openItem()];
}

function submenuLabel({ gateway, status }: Shown, now: number): string {
  return `${statusMark(status.kind)} ${gatewayDisplayName(gateway.unit)} · ${statusText(status, now)}`;
}

/** What is so: lines to read, not to press. */
function factItems({ gateway, status }: Shown, now: number): TrayMenuItem[] {
  const key = `gateway/${gateway.unit}`;
  return [
    info(`${key}/status`, `${statusMark(status.kind)} ${statusText(status, now)}`),
    info(`${key}/progress`, status.kind === 'restarting' ? restartLine(status.run, now) : null),
    info(`${key}/cause`, causeLine(gateway, status)),
    info(`${key}/process`, processLine(gateway, status, now)),
    info(`${key}/platforms`, platformsLine(gateway, status)),
    info(`${key}/detail`, statusDetail(status)),
    ...failureItems(key, gateway),
  ];
}

/** A menu does not wrap, and a panel cuts what is too wide: a failure takes the lines it needs. */
function failureItems(key: string, gateway: Gateway): TrayMenuItem[] {
  const lines = gateway.failure === null ? [] : wrapWords(`⚠ ${gateway.failure.message}`, MENU_LINE_CHARACTERS);
  return Array.from({ length: FAILURE_LINES }, (_, at) => info(`${key}/failure/${at}`, lines[at] ?? null));
}

/** Why it is down, where it is: the verdict of the run that ended last. */
function causeLine(gateway: Gateway, status: GatewayStatus): string | null {
  if (!DOWN.has(status.kind)) return null;
  const exit = lastExit(gateway);
  if (exit === null) return null;
  return exit.consequence.kind === 'stays-down' && !exit.isExpected
    ? `${verdictText(exit)}. ${consequenceText(exit, null)}`
    : verdictText(exit);
}

/** `now` is null where a text stays up unattended (the tooltip): an age would go stale there. */
function processLine(gateway: Gateway, status: GatewayStatus, now: number | null): string | null {
  const pid = gatewayPid(gateway);
  if (pid === null) return null;
  if (status.kind === 'no-bus') return `PID ${pid} when last heard of`;
  const parts = [`PID ${pid}`];
  const startedAt = gateway.facts.execMainStartedAt;
  if (now !== null && startedAt !== null && status.kind !== 'outside-systemd') {
    parts.push(`up ${formatDuration(now - startedAt)}`);
  }
  if (status.kind === 'running' || status.kind === 'busy' || status.kind === 'degraded') {
    parts.push(status.agents === null ? 'agents unknown' : status.agents === 0 ? 'idle' : agentsText(status.agents));
  }
  return parts.join(' · ');
}

function platformsLine(gateway: Gateway, status: GatewayStatus): string | null {
  const record = UP.has(status.kind) ? ownRecord(gateway) : null;
  if (record === null) return null;
  const platforms = livePlatforms(record, gateway.facts.execMainStartedAt);
  const connected = platforms.filter(({ state }) => state === 'connected').map(({ name }) => name);
  const others = platforms.filter(({ state }) => state !== 'connected').map(({ name, state }) => `${name} ${state}`);
  const parts = connected.length === 0 ? others : [`${connected.join(', ')} connected`, ...others];
  return parts.length === 0 ? null : parts.join(' · ');
}

function actionItems(state: AppState, { gateway, status }: Shown, now: number): TrayMenuItem[] {
  const { unit } = gateway;
  const key = `gateway/${unit}`;
  const cuts = interruptedAgents(status);
  const restart = (mode: RestartMode): Command => ({ kind: 'restart', unit, mode, isConfirmed: false });
  const isRestarting = status.kind === 'restarting';
  const modes = [
    action(state, `${key}/restart/when-idle`, 'When idle', restart('when-idle'), now),
    action(state, `${key}/restart/graceful`, 'Gracefully', restart('graceful'), now),
    action(state, `${key}/restart/now`, `Now${cuts}`, restart('now'), now),
  ];
  return [
    action(state, `${key}/start`, startLabel(status), { kind: 'start', unit }, now),
    action(state, `${key}/cancel-restart`, 'Cancel restart', { kind: 'cancel-restart', unit }, now),
    {
      ...item(`${key}/restart`, isRestarting ? 'Restart now' : 'Restart'),
      kind: isRestarting ? 'item' : 'submenu',
      enabled: modes.some(({ visible }) => visible),
      visible: modes.some(({ visible }) => visible),
      command: isRestarting ? restart('now') : null,
      children: isRestarting ? [] : modes,
    },
    action(state, `${key}/stop`, `Stop${cuts}`, { kind: 'stop', unit, isConfirmed: false }, now),
    action(state, `${key}/view-log`, 'View log', { kind: 'view-log', unit }, now),
    {
      ...action(
        state,
        `${key}/copy-journal-command`,
        'Copy journal command',
        { kind: 'copy-journal-command', unit },
        now,
      ),
      visible: gateway.restart?.phase.kind === 'failed',
    },
  ];
}

/** What a restart or stop costs, said before the click. */
function interruptedAgents(status: GatewayStatus): string {
  const agents = 'agents' in status ? status.agents : null;
  return agents === null || agents === 0 ? '' : ` (interrupts ${agentsText(agents)})`;
}

function appItems(state: AppState): TrayMenuItem[] {
  const empty = Object.keys(state.gateways).length === 0;
  return [
    ...(empty ? [openItem()] : []),
    separator('app'),
    {
      ...item('autostart', 'Start hermes-tray at login'),
      kind: 'check',
      enabled: true,
      checked: state.autostart,
      command: { kind: 'set-autostart', enabled: !state.autostart },
    },
    {
      ...item('do-not-disturb', 'Do not disturb'),
      kind: 'check',
      enabled: true,
      checked: state.doNotDisturb,
      command: { kind: 'set-do-not-disturb', enabled: !state.doNotDisturb },
    },
    { ...item('quit', 'Quit hermes-tray'), enabled: true, command: { kind: 'quit' } },
  ];
}

function openItem(): TrayMenuItem {
  return { ...item('open', 'Open hermes-tray'), enabled: true, command: { kind: 'show-window' } };
}

/** Shown only while it is possible. */
function action(state: AppState, key: string, label: string, command: Command, now: number): TrayMenuItem {
  const possible = canRun(state, command, now).ok;
  return { ...item(key, label), enabled: possible, visible: possible, command };
}

function info(key: string, label: string | null): TrayMenuItem {
  return { ...item(key, label ?? ''), visible: label !== null && label !== '' };
}

function separator(key: string): TrayMenuItem {
  return { ...item(`separator/${key}`, ''), kind: 'separator' };
}

function item(key: string, label: string): TrayMenuItem {
  return {
    key,
    kind: 'item',
    label,
    enabled: false,
    visible: true,
    checked: false,
    command: null,
    children: [],
  };
}
