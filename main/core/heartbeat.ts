import { z } from 'zod';
import { type Parsed, parseJson, toEpochMs } from './gateway-record';
import type { Heartbeat } from './home-facts';

const heartbeatSchema = z.object({
  pid: z
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
  updated_at: z.unknown().optional(),
});

/** Reads the text of `state/gateway.heartbeat`. Where it tells no time, the file's own (`writtenAt`) is as good. */
export function parseHeartbeat(content: string, writtenAt: number): Parsed<Heartbeat> {
  const json = parseJson(content);
  if (!json.ok) return json;
  const parsed = heartbeatSchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, reason: 'it names no process' };
  return { ok: true, value: { pid: parsed.data.pid, at: toEpochMs(parsed.data.updated_at) ?? writtenAt } };
}
