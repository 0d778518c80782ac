import { z } from 'zod';
import { UPDATE_STEPS } from '../../core/update-output';
import type { UpdateRun } from '../../core/update-run';

// A run as it lies in its file. One of a later version that means something else by it is not understood, and left out.

const code = z.object({ commit: z.string(), version: z.string().nullable(), branch: z.string().nullable() });

const finding = z.object({
  kind: z.enum([
    'broken',
    'other-update',
    'no-space',
    'little-space',
    'unreachable',
    'changed-files',
    'uncounted-agents',
    'not-running',
  ]),
  isBlocking: z.boolean(),
  count: z.number().nullable(),
  detail: z.string(),
});

const failure = z.object({
  in: z.enum(['pre-flight', 'snapshot', 'draining', 'updating', 'restarting', 'verifying', 'rolling-back']),
  step: z.enum(UPDATE_STEPS).nullable(),
  reason: z.string(),
  hint: z.string(),
});

const phase = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pre-flight'), since: z.number(), findings: z.array(finding).nullable() }),
  z.object({ kind: z.literal('snapshot'), since: z.number() }),
  z.object({ kind: z.literal('draining'), since: z.number(), agentsNow: z.number().nullable() }),
  z.object({ kind: z.literal('updating'), since: z.number(), isAsked: z.boolean() }),
  z.object({
    kind: z.literal('restarting'),
    since: z.number(),
    waitsFor: z.array(z.string()),
    deadline: z.number(),
  }),
  z.object({ kind: z.literal('verifying'), since: z.number(), missing: z.array(z.string()), deadline: z.number() }),
  z.object({
    kind: z.literal('rolling-back'),
    since: z.number(),
    because: failure.nullable(),
    stage: z.enum(['code', 'restart', 'verify']),
    isAsked: z.boolean(),
    missing: z.array(z.string()),
    deadline: z.number().nullable(),
  }),
  z.object({ kind: z.literal('done'), at: z.number(), wasCurrent: z.boolean() }),
  z.object({ kind: z.literal('cancelled'), at: z.number(), reason: z.string().nullable() }),
  z.object({ kind: z.literal('failed'), at: z.number(), failure, canRollBack: z.boolean() }),
  z.object({ kind: z.literal('rolled-back'), at: z.number(), because: failure.nullable() }),
  z.object({ kind: z.literal('rollback-failed'), at: z.number(), failure }),
]);

export const runSchema: z.ZodType<UpdateRun> = z.object({
  id: z.string(),
  checkout: z.string(),
  unit: z.string(),
  startedAt: z.number(),
  phase,
  changedAt: z.number().nullable(),
  snapshot: z
    .object({
      takenAt: z.number(),
      code,
      gateways: z.array(
        z.object({
          unit: z.string(),
          home: z.string(),
          invocationId: z.string(),
          mainPid: z.number(),
          platforms: z.array(z.string()),
        }),
      ),
    })
    .nullable(),
  accepted: z.array(finding.shape.kind),
  isHurried: z.boolean(),
  requestedIn: z.array(z.string()),
  output: z.object({ step: z.enum(UPDATE_STEPS), lastLine: z.string(), question: z.string().nullable() }).nullable(),
  codeAfter: code.nullable(),
  backAt: z.number().nullable(),
});
