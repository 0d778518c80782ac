import { useState } from 'react';
import type { RunCommand } from '../../main/core/answers';
import { canRun } from '../../main/core/commands';
import { formatDuration } from '../../main/core/duration';
import { t } from '../../main/core/i18n';
import { formatMoment } from '../../main/core/moment';
import { sentence } from '../../main/core/sentence';
import type { AppState } from '../../main/core/state';
import { gatewaysOfUpdate } from '../../main/core/update-facts';
import { awayMs } from '../../main/core/update-receipt';
import { isEnd, type UpdateEnd, type UpdateRun } from '../../main/core/update-run';
import { updateCodes, updateEndLines } from '../../main/core/update-text';
import { visibleText } from '../../main/core/visible-text';
import { CodeText } from '../components/code-text';
import { CommandButton } from '../components/command-button';
import { StatusMark } from '../components/status-mark';
import { UpdateOutput } from '../components/update-output';
import type { CommandRunner } from '../use-command';
import { endMark } from './update-run-card';

interface PastUpdatesProps {
  readonly state: AppState;
  /** The latest first. */
  readonly runs: readonly UpdateRun[];
  readonly now: number;
  readonly runner: CommandRunner;
  readonly runCommand: RunCommand;
}

/** The receipts: what each changed, when, how it ended and what it cost, and the way back from it. */
export function PastUpdates({ state, runs, now, runner, runCommand }: PastUpdatesProps) {
  return (
    <section className="card" aria-labelledby="update-past">
      <h2 className="card-title" id="update-past">
        {t('update.past')}
      </h2>
      {runs.length === 0 ? (
        <p className="fine-print">{t('update.past.none')}</p>
      ) : (
        <ul className="past-updates">
          {runs.map((run) => (
            <li key={run.id}>
              {isEnd(run.phase) && (
                <PastUpdate
                  state={state}
                  run={run}
                  phase={run.phase}
                  now={now}
                  runner={runner}
                  runCommand={runCommand}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface PastUpdateProps extends Omit<PastUpdatesProps, 'runs'> {
  readonly run: UpdateRun;
  readonly phase: UpdateEnd;
}

function PastUpdate({ state, run, phase, now, runner, runCommand }: PastUpdateProps) {
  // Its output is read when it is looked at.
  const [isOpen, setOpen] = useState(false);
  const moment = formatMoment(run.startedAt, now);
  const { mark, tone } = endMark(phase);
  const command = { kind: 'roll-back', id: run.id } as const;
  const permission = canRun(state, command, now);
  const away = awayMs(run, gatewaysOfUpdate(state, run));
  const lines = [
    ...updateEndLines(phase).map(sentence),
    [
      t('update.past.took', { duration: formatDuration(phase.at - run.startedAt) }),
      ...(away === null ? [] : [t('update.past.away', { duration: formatDuration(away) })]),
    ].join(' · '),
  ];
  return (
    <details className="past-update" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <time dateTime={new Date(run.startedAt).toISOString()}>{moment}</time>
        <StatusMark tone={tone} mark={mark} />
        <span>{[changeText(run, phase), outcomeText(phase)].filter((part) => part !== null).join(' · ')}</span>
      </summary>
      <div className="past-update-details">
        {lines.map((line) => (
          <p key={line}>
            <CodeText text={visibleText(line)} />
          </p>
        ))}
        {permission.ok && (
          <div>
            <CommandButton
              label={t('update.rollBack')}
              name={t('update.rollBack.name', { moment })}
              permission={permission}
              isPrimary={false}
              onPress={() => runner.run(command)}
            />
          </div>
        )}
        {isOpen && <UpdateOutput id={run.id} printed="" runCommand={runCommand} />}
      </div>
    </details>
  );
}

function changeText(run: UpdateRun, phase: UpdateEnd): string | null {
  const codes = updateCodes(run);
  if (codes === null || codes.from === codes.to) return null;
  return phase.kind === 'rolled-back' ? t('update.past.back', codes) : t('update.past.change', codes);
}

function outcomeText(phase: UpdateEnd): string {
  return phase.kind === 'done' && phase.wasCurrent ? t('update.past.current') : t(`update.past.${phase.kind}`);
}
