import { z } from 'zod';
import { unitSchema as unit } from './cutting-command';
import { t } from './i18n';
import { hasUpdate, type Installation } from './installation';
import { no, type Permission, YES } from './permission';
import type { AppState } from './state';
import { hasBegun, isUpdating, type UpdateRun } from './update-run';

/** A run's id: the name of a folder and a unit. */
const id = z.string().regex(/^[0-9]{8}T[0-9]{6}-[0-9]{1,7}$/);

export const updateSchemas = [
  /** Of the Hermes that this gateway runs, with all gateways that run it. */
  z.object({ kind: z.literal('update'), unit }),
  /** Whether there is one: asks the network. */
  z.object({ kind: z.literal('check-update'), unit }),
  /** Goes on in spite of what was found before it, or has that looked at again. */
  z.object({ kind: z.literal('answer-update') }),
  /** Does not wait for the agents at work. */
  z.object({ kind: z.literal('hurry-update') }),
  /** Until something was changed; later, while it waits for an answer that nobody can give. */
  z.object({ kind: z.literal('cancel-update') }),
  /** Back to what there was before the update of this id. */
  z.object({ kind: z.literal('roll-back'), id }),
  /** All that its process printed. */
  z.object({ kind: z.literal('read-update-output'), id }),
] as const;

export type UpdateCommand = z.infer<(typeof updateSchemas)[number]>;

export function installationOf({ installations }: AppState, unit: string): Installation | null {
  return Object.values(installations).find(({ units }) => units.includes(unit)) ?? null;
}

/** Whoever has waited so long for `hermes update` may end it: it hangs, or as good as. */
const HANGS_MS = 15 * 60_000;

export function canUpdate(state: AppState, command: UpdateCommand, now: number): Permission {
  const { update } = state;
  switch (command.kind) {
    case 'update': {
      const installation = installationOf(state, command.unit);
      if (installation === null) return no(t('update.no.installation', { unit: command.unit }));
      if (isUpdating(update)) return no(t('update.no.underWay'));
      if (installation.method !== 'git') return no(t(`update.method.${installation.method}`));
      return canConnect(state) ?? (hasUpdate(installation) ? YES : no(t('update.no.current')));
    }
    case 'check-update': {
      const installation = installationOf(state, command.unit);
      if (installation === null) return no(t('update.no.installation', { unit: command.unit }));
      if (installation.method !== 'git') return no(t(`update.method.${installation.method}`));
      return installation.isChecking ? no(t('update.no.checking')) : YES;
    }
    case 'answer-update':
      return isUpdating(update) && update.phase.kind === 'pre-flight' && update.phase.findings !== null
        ? YES
        : no(t('update.no.question'));
    case 'hurry-update':
      return isUpdating(update) && update.phase.kind === 'draining' && !update.isHurried
        ? YES
        : no(t('update.no.drain'));
    case 'cancel-update':
      if (!isUpdating(update)) return no(t('update.no.run'));
      return !hasBegun(update) || (update.output?.question ?? null) !== null || hangs(update, now)
        ? YES
        : no(t('update.no.cancel'));
    case 'roll-back': {
      const run = pastUpdate(state, command.id);
      if (run === null || run.snapshot === null) return no(t('update.no.snapshot'));
      if (isUpdating(update)) return no(t('update.no.underWay'));
      const code = state.installations[run.checkout]?.code ?? null;
      // One that failed may have left the dependencies half-way.
      const isBack = code !== null && code.commit === run.snapshot.code.commit;
      if (isBack && update?.phase.kind !== 'rollback-failed') return no(t('update.no.alreadyBack'));
      return canConnect(state) ?? YES;
    }
    case 'read-update-output':
      return YES;
  }
}

function hangs({ phase }: UpdateRun, now: number): boolean {
  return phase.kind === 'updating' && now - phase.since > HANGS_MS;
}

/** The run of this id, be it the present one. */
export function pastUpdate({ update, pastUpdates }: AppState, id: string): UpdateRun | null {
  return update?.id === id ? update : (pastUpdates.find((run) => run.id === id) ?? null);
}

function canConnect({ bus }: AppState): Permission | null {
  return bus.kind === 'lost' || bus.kind === 'connecting' ? no(t('permission.noConnection')) : null;
}
