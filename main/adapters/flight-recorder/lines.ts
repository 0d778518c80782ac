import { z } from 'zod';
import type { FlightEvent, FlightRecord } from '../../core/flight-record';
import { exitSchema } from './exit-schema';

const unit = z.string();

/** A schema for each kind, and none forgotten. */
const EVENTS: { readonly [K in FlightEvent['kind']]: z.ZodType<Extract<FlightEvent, { readonly kind: K }>> } = {
  'app-started': z.object({ kind: z.literal('app-started'), version: z.string(), bootId: z.string().optional() }),
  'app-ended': z.object({ kind: z.literal('app-ended') }),
  suspended: z.object({ kind: z.literal('suspended') }),
  resumed: z.object({ kind: z.literal('resumed') }),
  'run-seen': z.object({
    kind: z.literal('run-seen'),
    unit,
    invocationId: z.string(),
    pid: z.number(),
    startedAt: z.number().nullable(),
  }),
  'run-ended': z.object({ kind: z.literal('run-ended'), unit, exit: exitSchema }),
  incident: z.object({
    kind: z.literal('incident'),
    unit,
    id: z.string(),
    phase: z.enum(['reviving', 'looping', 'starting', 'down', 'recovered', 'ended']),
    exits: z.number(),
  }),
  'start-asked': z.object({ kind: z.literal('start-asked'), unit }),
  'stop-asked': z.object({ kind: z.literal('stop-asked'), unit }),
  'restart-asked': z.object({
    kind: z.literal('restart-asked'),
    unit,
    mode: z.enum(['graceful', 'when-idle', 'now']),
    invocationId: z.string(),
  }),
  'restart-ended': z.object({
    kind: z.literal('restart-ended'),
    unit,
    outcome: z.enum(['ready', 'cancelled', 'failed']),
    tookMs: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  'update-asked': z.object({ kind: z.literal('update-asked'), unit, id: z.string(), isWayBack: z.boolean() }),
  'update-ended': z.object({
    kind: z.literal('update-ended'),
    unit,
    id: z.string(),
    outcome: z.enum(['done', 'cancelled', 'failed', 'rolled-back', 'rollback-failed']),
    from: z.string().nullable(),
    to: z.string().nullable(),
    awayMs: z.number().nullable(),
    interrupted: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  drain: z.object({ kind: z.literal('drain'), unit, agents: z.number().nullable() }),
};

const lineSchema = z.looseObject({ at: z.iso.datetime(), kind: z.string() });

/** One line, with its newline. The time comes first, for whoever reads the file. */
export function lineOf(at: number, event: FlightEvent): string {
  const { kind, ...rest } = event;
  return `${JSON.stringify({ at: new Date(at).toISOString(), kind, ...rest })}\n`;
}

/** Null for a torn line, and for what another version of this program has written and this one does not know. */
export function parseLine(line: string): FlightRecord | null {
  const parsed = lineSchema.safeParse(jsonIn(line));
  if (!parsed.success || !isKnown(parsed.data.kind)) return null;
  const event: z.ZodType<FlightEvent> = EVENTS[parsed.data.kind];
  const known = event.safeParse(parsed.data);
  return known.success ? { at: Date.parse(parsed.data.at), ...known.data } : null;
}

function isKnown(kind: string): kind is FlightEvent['kind'] {
  return Object.hasOwn(EVENTS, kind);
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
