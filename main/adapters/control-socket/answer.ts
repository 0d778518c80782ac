import { z } from 'zod';
import type { SocketAnswer } from '../../app/ports/control-socket';
import { failure, type Result, success } from '../../core/result';

const REQUEST_ID = 1;

/** One line a connection (Hermes' control socket, protocol 1). */
export const STATUS_REQUEST = `${JSON.stringify({ verb: 'status', id: REQUEST_ID, protocol: 1 })}\n`;

const pid = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);

const answerSchema = z.union([
  z.object({
    ok: z.literal(true),
    id: z.literal(REQUEST_ID),
    // The state file's own pid is the same process', unless it was left behind by an earlier one.
    result: z.union([
      z.object({ answering_pid: pid }).transform(({ answering_pid }) => answering_pid),
      z.object({ answering_pid: z.null().optional(), pid }).transform((result) => result.pid),
    ]),
  }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

export function parseAnswer(path: string, text: string): Result<SocketAnswer> {
  const parsed = answerSchema.safeParse(parseJson(text));
  if (parsed.success) return success({ pid: parsed.data.ok ? parsed.data.result : null });
  return failure('garbage', `What answers at the control socket ${path} is no gateway: ${excerpt(text)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  return text.trim() === '' ? 'it closed without a word' : `it said ${JSON.stringify(text.slice(0, 80))}`;
}
