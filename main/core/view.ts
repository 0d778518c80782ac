import { z } from 'zod';
import { unitSchema } from './cutting-command';

/** What the window can show, in this order. */
export const VIEWS = ['overview', 'timeline', 'logs', 'update', 'settings'] as const;
export type ViewName = (typeof VIEWS)[number];

/** A place in the window. */
export const viewSchema = z.object({
  name: z.enum(VIEWS),
  /** Null for whichever gateway is shown. */
  unit: z.nullable(unitSchema),
  /** The moment to go to in it (epoch milliseconds); null for the present. */
  at: z.number().nullable(),
});
export type View = z.infer<typeof viewSchema>;

export function isSameView(left: View | null, right: View | null): boolean {
  if (left === null || right === null) return left === right;
  return left.name === right.name && left.unit === right.unit && left.at === right.at;
}
