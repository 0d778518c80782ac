/**
 * Every text that a person reads. A name says where it stands. {{places}} are filled in; `_one` and `_other` are chosen by
 * `count`, and asked for without that ending.
 */
export const en = {
  'app.name': 'hermes-tray',

  'view.overview': 'Overview',
  'view.timeline': 'Timeline',
  'view.logs': 'Logs',
  'view.settings': 'Settings',
  'view.list': 'Views',
  'gateway.list': 'Gateways',

  'overview.noTray.title': 'This desktop shows no tray icons',
  'overview.noTray.text':
    'hermes-tray goes on without one. When you close this window, start hermes-tray again to come back to it. On GNOME, the extension “AppIndicator and KStatusNotifierItem Support” brings tray icons back.',
  'overview.lastKnown': 'What is shown below is what was last known.',
  'window.unreachable.title': 'This window can’t reach hermes-tray',
  'window.unreachable.text':
    'Close it and open it again from the tray. If that does not help, quit hermes-tray and start it anew.',
  'fact.pid': 'PID',
  'fact.up': 'Up',
  'fact.down': 'Down',
  'fact.since': '{{duration}} · since {{moment}}',
  'fact.version': 'Hermes',
  'fact.agents': 'Agents',
  'fact.agents.unknown': 'not known',
  'fact.agents.none': 'none at work',
  'fact.agents.some_one': '{{count}} at work',
  'fact.agents.some_other': '{{count}} at work',
  'platforms.title': 'Platforms',
  'platforms.since': 'since {{moment}}',
  'platform.connected': 'connected',
  'platform.connecting': 'connecting',
  'platform.disconnected': 'disconnected',
  'platform.retrying': 'retrying',
  'platform.fatal': 'failed for good',
  'platform.paused': 'paused',
  'button.start.busy': 'Starting…',
  'button.stop': 'Stop',
  'button.stop.busy': 'Stopping…',
  'button.viewLog': 'View log',
  'button.restart': 'Restart',
  'button.restartWhenIdle': 'Restart when idle',
  'button.restartNow': 'Restart now',
  'button.cancelRestart': 'Cancel restart',
  'button.cancel': 'Cancel',
  'button.dismiss': 'Dismiss',
  'button.copy': 'Copy',
  'button.copied': 'Copied',
  'button.copyJournal': 'Copy journal command',
  'exit.why': 'Why it is down',
  'exit.evidence': 'What this rests on',
  'exit.notWatched': 'hermes-tray was not running then, and learned of it later',
  'exit.recent': 'Recent stops ({{count}})',
  'exit.openLog': 'Show the log at {{moment}}',
  'restart.failed': 'The restart failed',
  'incident.was': 'At {{moment}}: {{text}}.',

  'window.failed.title': 'This window met an error of its own',
  'window.failed.text': 'The gateway and the tray are not touched by it. What it shows can be drawn anew.',
  'window.failed.again': 'Draw it anew',
} as const;

type Singular<K extends string> = K extends `${infer Name}_one` | `${infer Name}_other` ? Name : K;

/** What `t` is asked for. */
export type MessageKey = Singular<keyof typeof en>;
/** A language: every message, with the plural forms that English has. */
export type Messages = { readonly [K in keyof typeof en]: string };
