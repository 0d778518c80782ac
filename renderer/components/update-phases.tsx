import { t } from '../../main/core/i18n';
import { type ShownPhase, shownPhases } from '../../main/core/update-phases';
import type { UpdateRun } from '../../main/core/update-run';

const MARKS: Readonly<Record<ShownPhase['state'], string>> = { done: '✓', current: '●', failed: '✕', todo: '○' };

/** What an update has done, is at and has to do. */
export function UpdatePhases({ run }: { readonly run: UpdateRun }) {
  const phases = shownPhases(run);
  if (phases.length === 0) return null;
  return (
    <ol className="update-phases" aria-label={t('update.phases')}>
      {phases.map(({ name, state }) => (
        <li
          key={name}
          className={`update-phase update-phase-${state}`}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <span className="update-phase-mark" aria-hidden="true">
            {MARKS[state]}
          </span>{' '}
          {t(`update.phase.${name}`)}
          <span className="visually-hidden">, {t(`update.phase.${state}`)}</span>
        </li>
      ))}
    </ol>
  );
}
