// @ts-check
/** The command line of session.mjs. */

import { parseArgs } from 'node:util';

export const USAGE = `usage: node test/desktop/session.mjs [options] -- <command> [args]

  --screen WxHxD        size and depth of the screen (1280x800x24)
  --panel dark|light    the panel's colours (dark)
  --no-panel            without a panel: panel.mjs starts one later
  --no-display          systemd --user and its bus only
  --journal             a real systemd-journald (root only)
  --timings             say on stderr when each part was ready
`;

/**
 * @typedef {object} SessionOptions
 * @property {string} screen
 * @property {import('./desktop-config.mjs').PanelTheme} panel
 * @property {boolean} hasPanel
 * @property {boolean} hasDisplay
 * @property {boolean} hasJournal
 * @property {boolean} showsTimings
 * @property {readonly string[]} command
 */

/**
 * @param {readonly string[]} argv without node and the script
 * @returns {{ ok: true, options: SessionOptions } | { ok: false, reason: string }}
 */
export function readOptions(argv) {
  const dashes = argv.indexOf('--');
  const own = dashes === -1 ? argv : argv.slice(0, dashes);
  try {
    const { values } = parseArgs({
      args: [...own],
      options: {
        screen: { type: 'string', default: '1280x800x24' },
        panel: { type: 'string', default: 'dark' },
        'no-panel': { type: 'boolean', default: false },
        'no-display': { type: 'boolean', default: false },
        journal: { type: 'boolean', default: false },
        timings: { type: 'boolean', default: false },
      },
    });
    const { screen, panel } = values;
    if (!/^\d+x\d+x(16|24)$/.test(screen))
      return { ok: false, reason: `--screen ${screen}: not of the form 1280x800x24` };
    if (panel !== 'dark' && panel !== 'light') return { ok: false, reason: `--panel ${panel}: neither dark nor light` };
    const command = dashes === -1 ? [] : argv.slice(dashes + 1);
    if (command.length === 0) return { ok: false, reason: 'no command after --' };
    const hasDisplay = !values['no-display'];
    return {
      ok: true,
      options: {
        screen,
        panel,
        hasDisplay,
        hasPanel: hasDisplay && !values['no-panel'],
        hasJournal: values.journal,
        showsTimings: values.timings,
        command,
      },
    };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
