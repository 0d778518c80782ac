import { z } from 'zod';
import { unitSchema as unit } from './cutting-command';
import { LOG_FILES, LOG_SOURCES, logFilterSchema, MOST_ROWS } from './log-view';

const source = z.enum(LOG_SOURCES);
/** What `open-log` answered. A command about one that has been closed since is refused. */
const view = z.int();
const revision = z.int();

// What the Logs view asks for. One log is open at a time: to open another closes it, and so does the end of the page.

export const listLogsSchema = z.object({ kind: z.literal('list-logs'), unit });
export const openLogSchema = z.object({ kind: z.literal('open-log'), unit, source, filter: logFilterSchema });
export const filterLogSchema = z.object({ kind: z.literal('filter-log'), view, filter: logFilterSchema });
export const readLogSchema = z.object({
  kind: z.literal('read-log'),
  view,
  revision,
  from: z.int(),
  count: z.int().min(1).max(MOST_ROWS),
});
/** All lines of one entry. */
export const unfoldLogSchema = z.object({ kind: z.literal('unfold-log'), view, entry: z.int() });
/** The first row at or after a moment (epoch milliseconds). */
export const findInLogSchema = z.object({ kind: z.literal('find-in-log'), view, at: z.number() });
/** The entries of some rows into the clipboard, as they stand in the log. */
export const copyLogSchema = z.object({
  kind: z.literal('copy-log'),
  view,
  revision,
  from: z.int(),
  end: z.int(),
});
export const closeLogSchema = z.object({ kind: z.literal('close-log'), view });
/** In the file manager. The journal has no folder of its own. */
export const revealLogSchema = z.object({ kind: z.literal('reveal-log'), unit, source: z.enum(LOG_FILES) });

export type LogCommand =
  | z.infer<typeof listLogsSchema>
  | z.infer<typeof openLogSchema>
  | z.infer<typeof filterLogSchema>
  | z.infer<typeof readLogSchema>
  | z.infer<typeof unfoldLogSchema>
  | z.infer<typeof findInLogSchema>
  | z.infer<typeof copyLogSchema>
  | z.infer<typeof closeLogSchema>
  | z.infer<typeof revealLogSchema>;
