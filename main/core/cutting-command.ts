import { z } from 'zod';
import { isServiceName } from './unit-name';

export const unitSchema = z.string().refine(isServiceName);
/** Whether the person has said yes to what it cuts. */
const isConfirmed = z.boolean().default(false);

export const stopSchema = z.object({ kind: z.literal('stop'), unit: unitSchema, isConfirmed });
export const restartSchema = z.object({
  kind: z.literal('restart'),
  unit: unitSchema,
  mode: z.enum(['graceful', 'when-idle', 'now']),
  isConfirmed,
});

/** The commands that may cut agents in the middle of their work. */
export type CuttingCommand = z.infer<typeof stopSchema> | z.infer<typeof restartSchema>;
