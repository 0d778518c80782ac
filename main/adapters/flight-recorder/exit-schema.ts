import { z } from 'zod';
import type { Consequence, Exit, StaysDown, Verdict } from '../../core/verdict';

/** A schema for each kind, and none forgotten. */
type OfEachKind<T extends { readonly kind: string }> = {
  readonly [K in T['kind']]: z.ZodType<Extract<T, { readonly kind: K }>>;
};

const asker = z.enum(['us', 'another-program']);

const VERDICTS: OfEachKind<Verdict> = {
  'stopped-on-request': z.object({ kind: z.literal('stopped-on-request'), by: asker }),
  'restarted-on-request': z.object({ kind: z.literal('restarted-on-request'), by: asker }),
  'planned-restart': z.object({ kind: z.literal('planned-restart'), by: asker }),
  takeover: z.object({ kind: z.literal('takeover'), newPid: z.number().nullable() }),
  'fatal-configuration': z.object({ kind: z.literal('fatal-configuration'), reason: z.string().nullable() }),
  'out-of-memory': z.object({ kind: z.literal('out-of-memory'), victim: z.enum(['gateway', 'child']) }),
  watchdog: z.object({ kind: z.literal('watchdog'), whose: z.enum(['systemd', 'event-loop', 'shutdown']) }),
  'start-timeout': z.object({ kind: z.literal('start-timeout') }),
  'stop-timeout': z.object({ kind: z.literal('stop-timeout'), by: asker.nullable() }),
  crashed: z.object({ kind: z.literal('crashed'), signal: z.number(), dumpedCore: z.boolean() }),
  killed: z.object({ kind: z.literal('killed'), signal: z.number() }),
  'sigterm-from-outside': z.object({ kind: z.literal('sigterm-from-outside') }),
  'failed-to-start': z.object({ kind: z.literal('failed-to-start'), reason: z.string() }),
  'gave-up': z.object({ kind: z.literal('gave-up'), reason: z.string() }),
  'clean-exit': z.object({ kind: z.literal('clean-exit') }),
  unknown: z.object({ kind: z.literal('unknown'), how: z.string() }),
};

const STAYS_DOWN: OfEachKind<StaysDown> = {
  'on-request': z.object({ kind: z.literal('on-request') }),
  'restart-policy': z.object({ kind: z.literal('restart-policy'), restart: z.string() }),
  prevented: z.object({ kind: z.literal('prevented'), status: z.number() }),
  'start-limit': z.object({
    kind: z.literal('start-limit'),
    burst: z.number(),
    intervalMs: z.number().nullable(),
  }),
  'start-failed': z.object({ kind: z.literal('start-failed'), result: z.string() }),
  replaced: z.object({ kind: z.literal('replaced'), pid: z.number() }),
  'replacement-gone': z.object({ kind: z.literal('replacement-gone') }),
};

const CONSEQUENCES: OfEachKind<Consequence> = {
  'systemd-restarts': z.object({ kind: z.literal('systemd-restarts'), at: z.number().nullable() }),
  restarted: z.object({ kind: z.literal('restarted') }),
  'stays-down': z.object({ kind: z.literal('stays-down'), why: z.union(Object.values(STAYS_DOWN)) }),
  'not-known': z.object({ kind: z.literal('not-known') }),
};

/** The end of a run, as it was written down. */
export const exitSchema: z.ZodType<Exit> = z.object({
  unit: z.string(),
  invocationId: z.string(),
  pid: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number(),
  result: z.string(),
  code: z.number(),
  status: z.number(),
  verdict: z.union(Object.values(VERDICTS)),
  isExpected: z.boolean(),
  confidence: z.enum(['certain', 'likely', 'guess']),
  evidence: z.array(
    z.object({
      source: z.enum(['systemd', 'log', 'journal', 'gateway', 'hermes-tray']),
      text: z.string(),
      at: z.number().nullable(),
    }),
  ),
  consequence: z.union(Object.values(CONSEQUENCES)),
  wasWatched: z.boolean(),
});
