import { z } from 'zod';
import { t } from './i18n';

/** What the gateway says of itself in `gateway_state.json`. A claim, not a proof: it outlives the process. */
export interface GatewayRecord {
  readonly pid: number | null;
  /** Field 22 of /proc/<pid>/stat when it was written. */
  readonly startTicks: number | null;
  /** `starting`, `running`, `draining`, `stopped`, `startup_failed`, `degraded`, or what a later Hermes adds. */
  readonly gatewayState: string | null;
  readonly exitReason: string | null;
  readonly restartRequested: boolean;
  /**
   * Turns, cron jobs and API runs at work. Null where the version does not say: before 0.16 the file keeps 0 while
   * the gateway runs and is right only during a drain.
   */
  readonly activeAgents: number | null;
  readonly platforms: readonly PlatformRecord[];
  readonly servedProfiles: readonly string[];
  /** Whether it names its HERMES_HOME: 0.16 and later. */
  readonly namesHome: boolean;
  /** Of the code that the process runs (0.20 and later): the commit, whole or its beginning, and `0.21.3`. */
  readonly codeSha: string | null;
  readonly codeVersion: string | null;
  /** Epoch milliseconds. When something last changed; an idle gateway never advances it. */
  readonly updatedAt: number | null;
}

export interface PlatformRecord {
  readonly name: string;
  /** `connecting`, `connected`, `disconnected`, `retrying`, `fatal`, `paused`, or what a later Hermes adds. */
  readonly state: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly updatedAt: number | null;
}

/** What `gateway.pid` names. */
export interface PidRecord {
  readonly pid: number;
  readonly startTicks: number | null;
}

// Every field may be missing, null or of a wrong type in some version: a bad field costs that field, not the record.
const text = z.string().nullable().catch(null).default(null);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().catch(null).default(null);
const pid = z
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1)
  .nullable()
  .catch(null)
  .default(null);
const flag = z.boolean().catch(false).default(false);
// Hermes splits /proc/<pid>/stat at blanks: a command name that holds one shifts the fields, and it writes down a 0.
const ticks = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).nullable().catch(null).default(null);

const platformSchema = z
  .object({ state: text, error_code: text, error_message: text, updated_at: z.unknown() })
  .partial()
  .catch({});

const recordSchema = z.object({
  pid,
  start_time: ticks,
  hermes_home: text,
  gateway_state: text,
  exit_reason: text,
  restart_requested: flag,
  active_agents: count,
  platforms: z.record(z.string(), platformSchema).catch({}).default({}),
  served_profiles: z.array(z.string()).catch([]).default([]),
  code_sha: text,
  code_version: text,
  // zod 4: without .optional() a record that lacks the key would be refused.
  updated_at: z.unknown().optional(),
});

const pidSchema = z.union([
  z.object({
    pid: z
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1),
    start_time: ticks,
  }),
  // Before 0.11 the file held a bare number.
  z
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .transform((value) => ({ pid: value, start_time: null })),
]);

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Reads the text of `gateway_state.json`. Fails only when the text is no JSON object. */
export function parseGatewayRecord(content: string): Parsed<GatewayRecord> {
  const json = parseJson(content);
  if (!json.ok) return json;
  const parsed = recordSchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, reason: t('file.noObject') };
  const record = parsed.data;
  const draining = record.gateway_state === 'draining';
  const namesHome = record.hermes_home !== null;
  return {
    ok: true,
    value: {
      pid: record.pid,
      startTicks: record.start_time,
      gatewayState: record.gateway_state,
      exitReason: record.exit_reason,
      restartRequested: record.restart_requested,
      activeAgents: draining || namesHome ? record.active_agents : null,
      platforms: Object.entries(record.platforms).map(([name, platform]) => ({
        name,
        state: platform.state ?? 'unknown',
        errorCode: platform.error_code ?? null,
        errorMessage: platform.error_message ?? null,
        updatedAt: toEpochMs(platform.updated_at),
      })),
      servedProfiles: record.served_profiles,
      namesHome,
      codeSha: record.code_sha,
      codeVersion: record.code_version,
      updatedAt: toEpochMs(record.updated_at),
    },
  };
}

/** Reads the text of `gateway.pid`. */
export function parsePidRecord(content: string): Parsed<PidRecord> {
  const json = parseJson(content);
  if (!json.ok) return json;
  const parsed = pidSchema.safeParse(json.value);
  if (!parsed.success) return { ok: false, reason: t('file.noProcess') };
  return { ok: true, value: { pid: parsed.data.pid, startTicks: parsed.data.start_time } };
}

export function parseJson(content: string): Parsed<unknown> {
  if (content.trim() === '') return { ok: false, reason: t('file.empty') };
  try {
    return { ok: true, value: JSON.parse(content) };
  } catch {
    return { ok: false, reason: t('file.incomplete') };
  }
}

/** Beyond this a Date is invalid, and showing it would throw (ECMA-262, time range). */
const LAST_DATE_MS = 8.64e15;
// Date.parse alone takes nearly any text that holds a number for a date: "error 5" is in May.
const ISO_DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

/** ISO 8601, or the epoch seconds of the oldest versions. */
export function toEpochMs(value: unknown): number | null {
  if (typeof value === 'number') {
    const milliseconds = Math.round(value * 1000);
    return milliseconds > 0 && milliseconds <= LAST_DATE_MS ? milliseconds : null;
  }
  if (typeof value !== 'string' || !ISO_DATE_TIME.test(value)) return null;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? null : parsed;
}
