import type { Messages } from './en';

export const de: Messages = {
  'app.name': 'hermes-tray',

  'view.overview': 'Überblick',
  'view.timeline': 'Verlauf',
  'view.logs': 'Protokolle',
  'view.settings': 'Einstellungen',
  'view.list': 'Ansichten',
  'gateway.list': 'Gateways',
};
