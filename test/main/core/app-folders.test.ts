import { expect, it } from 'vitest';
import { appFolders } from '../../../main/core/app-folders';

const DEFAULTS = {
  config: '/home/ada/.config/hermes-tray',
  state: '/home/ada/.local/state/hermes-tray',
  cache: '/home/ada/.cache/hermes-tray',
  autostart: '/home/ada/.config/autostart',
};

it.each([
  ['nothing', {}, DEFAULTS],
  ['empty variables', { XDG_CONFIG_HOME: '', XDG_STATE_HOME: '' }, DEFAULTS],
  // "consider the path invalid and ignore it"
  ['relative paths', { XDG_CONFIG_HOME: 'config', XDG_STATE_HOME: './state' }, DEFAULTS],
  [
    'own folders',
    { XDG_CONFIG_HOME: '/c/', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/k' },
    { config: '/c/hermes-tray', state: '/s/hermes-tray', cache: '/k/hermes-tray', autostart: '/c/autostart' },
  ],
])('with %s', (_what, environment, folders) => {
  expect(appFolders(environment, '/home/ada')).toEqual(folders);
});
