import { platformsLine, processLine, UP } from './fact-lines';
import type { GatewayStatus, StatusKind } from './gateway-status';
import { explanationOf, glanceKind, headlineText, isLeftDown } from './gateway-text';
import { t } from './i18n';
import type { IconTheme } from './settings';
import type { AppState } from './state';
import { statusDetails, statusMark, statusText } from './status-text';
import { actionItems, factItems, type Shown } from './tray-gateway';
import { always, check, info, separator, submenu, type TrayMenuItem } from './tray-item';
import { updateItems } from './tray-update';
import { compareUnits, gatewayDisplayName } from './unit-name';
import { waitsForAnswer } from './update-progress';
import { isUpdating } from './update-run';
import { shownStatus } from './update-status';

export type { TrayMenuItem };

/** Everything the tray shows, as values. The same state and moment give the same view. */
export interface TrayView {
  readonly icon: StatusKind;
  readonly iconTheme: IconTheme;
  /** Asks the panel to make the person look. */
  readonly needsAttention: boolean;
  readonly tooltip: { readonly title: string; readonly text: string };
  readonly menu: readonly TrayMenuItem[];
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
  'updating',
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

export function trayView(state: AppState, now: number): TrayView {
  const shown = Object.values(state.gateways)
    .sort((left, right) => compareUnits(left.unit, right.unit))
    .map((gateway) => ({ gateway, status: shownStatus(state, gateway, now) }));
  const headline = headlineOf(state, shown);
  return {
    icon: headline.icon,
    iconTheme: state.settings.iconTheme,
    needsAttention: shown.length > 0 && (ATTENTION.has(headline.icon) || shown.some(isAlarming) || waits(state)),
    tooltip: { title: `hermes-tray · ${headline.text}`, text: headline.detail },
    menu: [
      ...gatewayItems(state, shown, headline, now),
      ...updateItems(state, shown.length === 1 && shown[0]?.status.kind === 'updating', now),
      ...appItems(state),
    ],
  };
}

/** One that fell over and that nobody will start; while our update is at it, that is the update's to say. */
function isAlarming({ gateway, status }: Shown): boolean {
  return status.kind !== 'updating' && isLeftDown(gateway);
}

function waits({ update }: AppState): boolean {
  return isUpdating(update) && waitsForAnswer(update);
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
  if (shown.length === 1) return headlineOfOne(first);
  if (state.bus.kind !== 'connected') return nothingThere(state);
  const kinds = shown.map(({ gateway, status }) => glanceKind(gateway, status));
  const up = shown.filter(({ status }) => UP.has(status.kind)).length;
  const lines = shown.map(
    ({ gateway, status }) => `${gatewayDisplayName(gateway.unit)}: ${headlineText(gateway, status, null)}`,
  );
  return {
    icon: SEVERITY.find((kind) => kinds.includes(kind)) ?? 'no-bus',
    text: t('tray.running', { count: up, all: shown.length }),
    detail: lines.join('\n'),
  };
}

function headlineOfOne({ gateway, status }: Shown): Headline {
  const explanation = explanationOf(gateway, status, null);
  const lines = [
    processLine(gateway, status, null),
    platformsLine(gateway, status),
    ...statusDetails(status),
    explanation?.cause ?? null,
    explanation?.consequence ?? null,
  ];
  const text = headlineText(gateway, status, null);
  return {
    icon: glanceKind(gateway, status),
    text,
    detail: lines.filter((line) => line !== null).join('\n'),
  };
}

function nothingThere(state: AppState): Headline {
  if (state.bus.kind !== 'connected') {
    const status: GatewayStatus = { kind: 'no-bus', bus: state.bus };
    return { icon: 'no-bus', text: statusText(status, null), detail: statusDetails(status).join('\n') };
  }
  if (!state.discovered) return { icon: 'no-bus', text: t('tray.looking'), detail: '' };
  return { icon: 'not-installed', text: t('tray.noUnit'), detail: t('tray.noUnit.detail') };
}

function gatewayItems(state: AppState, shown: readonly Shown[], headline: Headline, now: number): TrayMenuItem[] {
  const [first] = shown;
  if (first === undefined) {
    return [info('status', headline.text), info('detail', headline.detail), separator('gateway-end')];
  }
  if (shown.length === 1) {
    return [...factItems(first, now), separator('facts-end'), openItem(), ...actionItems(state, first, now)];
  }
  const submenus = shown.map((one) => {
    const key = `gateway/${one.gateway.unit}`;
    const children = [...factItems(one, now), separator(`${key}/facts-end`), ...actionItems(state, one, now)];
    return submenu(key, submenuLabel(one, now), children);
  });
  return [info('status', headline.text), ...submenus, separator('facts-end'), openItem()];
}

function submenuLabel({ gateway, status }: Shown, now: number): string {
  const mark = statusMark(glanceKind(gateway, status));
  return `${mark} ${gatewayDisplayName(gateway.unit)} · ${headlineText(gateway, status, now)}`;
}

function appItems(state: AppState): TrayMenuItem[] {
  const empty = Object.keys(state.gateways).length === 0;
  return [
    ...(empty ? [openItem()] : []),
    separator('app'),
    check('autostart', t('tray.autostart'), state.autostart, {
      kind: 'set-autostart',
      enabled: !state.autostart,
    }),
    check('do-not-disturb', t('tray.doNotDisturb'), state.settings.doNotDisturb, {
      kind: 'set-setting',
      name: 'doNotDisturb',
      value: !state.settings.doNotDisturb,
    }),
    always('quit', t('tray.quit'), { kind: 'quit' }),
  ];
}

function openItem(): TrayMenuItem {
  return always('open', t('tray.open'), { kind: 'show-window' });
}
