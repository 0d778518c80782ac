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
} as const;

type Singular<K extends string> = K extends `${infer Name}_one` | `${infer Name}_other` ? Name : K;

/** What `t` is asked for. */
export type MessageKey = Singular<keyof typeof en>;
/** A language: every message, with the plural forms that English has. */
export type Messages = { readonly [K in keyof typeof en]: string };
