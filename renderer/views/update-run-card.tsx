import type { RunCommand } from '../../main/core/answers';
import { type Command, canRun } from '../../main/core/commands';
import { t } from '../../main/core/i18n';
import { sentence } from '../../main/core/sentence';
import type { AppState } from '../../main/core/state';
import { targetVersion } from '../../main/core/update-facts';
import { type ActiveUpdateRun, isEnd, isUpdating, type UpdateEnd, type UpdateRun } from '../../main/core/update-run';
import {
  findingsText,
  hurryLabel,
  receiptLines,
  updateEndLines,
  updateEndTitle,
  updateTitle,
} from '../../main/core/update-text';
import { visibleText } from '../../main/core/visible-text';
import { CodeText } from '../components/code-text';
import { CommandButton } from '../components/command-button';
import { CommitList } from '../components/commit-list';
import { StatusMark } from '../components/status-mark';
import { TextToCopy } from '../components/text-to-copy';
import { UpdateOutput } from '../components/update-output';
import { UpdatePhases } from '../components/update-phases';
import { UpdateProgressBar } from '../components/update-progress';
import type { Tone } from '../tone';
import type { CommandRunner } from '../use-command';
import { useKeptFocus } from '../use-kept-focus';

interface UpdateRunCardProps {
  readonly state: AppState;
  readonly run: UpdateRun;
  readonly now: number;
  readonly runner: CommandRunner;
  readonly runCommand: RunCommand;
}

/** An update on its way, or how the last one went. */
export function UpdateRunCard(props: UpdateRunCardProps) {
  const { run, runCommand } = props;
  const focus = useKeptFocus<HTMLElement>();
  return (
    <section className="card update-run" aria-labelledby="update-run" tabIndex={-1} {...focus}>
      {isUpdating(run) && <UnderWay {...props} run={run} />}
      {isEnd(run.phase) && <Ended {...props} phase={run.phase} />}
      {run.output !== null && (
        <details className="update-details" open={isUpdating(run)}>
          <summary>{t('update.output.show')}</summary>
          <UpdateOutput id={run.id} printed={printedBy(run)} runCommand={runCommand} />
        </details>
      )}
    </section>
  );
}

function printedBy({ output, phase }: UpdateRun): string {
  return `${phase.kind} ${output?.step} ${output?.question} ${output?.lastLine}`;
}

interface UnderWayProps extends UpdateRunCardProps {
  readonly run: ActiveUpdateRun;
}

function UnderWay({ state, run, now, runner, runCommand }: UnderWayProps) {
  const { phase, output } = run;
  const findings = phase.kind === 'pre-flight' ? phase.findings : null;
  const question = output?.question ?? null;
  const action = { state, now, runner };
  return (
    <>
      <h2 className="card-title" id="update-run">
        {updateTitle(run, targetVersion(state, run))}
      </h2>
      <div className="update-progress">
        <UpdateProgressBar run={run} now={now} />
      </div>
      <UpdatePhases run={run} />
      {findings !== null && (
        <Question
          tone={findings.some(({ isBlocking }) => isBlocking) ? 'bad' : 'warning'}
          title={t(findings.some(({ isBlocking }) => isBlocking) ? 'update.findings.blocked' : 'update.findings')}
        >
          <ul className="update-findings">
            {findingsText(findings).map((finding) => (
              <li key={finding}>{visibleText(finding)}</li>
            ))}
          </ul>
          <div className="buttons update-buttons">
            <Action
              {...action}
              label={t(findings.some(({ isBlocking }) => isBlocking) ? 'update.lookAgain' : 'update.goOn')}
              command={{ kind: 'answer-update' }}
              isPrimary
            />
            <Action {...action} label={t('button.cancel')} command={{ kind: 'cancel-update' }} />
          </div>
        </Question>
      )}
      {question !== null && (
        <Question tone="warning" title={t('update.question')}>
          <pre className="update-question">{visibleText(question)}</pre>
          <p>{t('update.question.detail')}</p>
          <TextToCopy text="hermes update" runCommand={runCommand} />
          <div className="buttons update-buttons">
            <Action {...action} label={t('update.cancel')} command={{ kind: 'cancel-update' }} isPrimary />
          </div>
        </Question>
      )}
      {findings === null && question === null && (
        <div className="buttons update-buttons">
          <Action {...action} label={hurryLabel(run)} command={{ kind: 'hurry-update' }} isOptional />
          <Action {...action} label={t('update.cancel')} command={{ kind: 'cancel-update' }} />
        </div>
      )}
      {output !== null && output.lastLine !== '' && question === null && (
        <p className="update-last-line">
          <span>{t('update.lastLine')}</span> <samp>{visibleText(output.lastLine)}</samp>
        </p>
      )}
    </>
  );
}

interface EndedProps extends UpdateRunCardProps {
  readonly phase: UpdateEnd;
}

function Ended({ state, run, phase, now, runner }: EndedProps) {
  const isGood = phase.kind === 'done' || phase.kind === 'rolled-back';
  const lines = phase.kind === 'done' && !phase.wasCurrent ? receiptLines(state, run) : updateEndLines(phase);
  const { mark, tone } = endMark(phase);
  const commits = state.updateNews?.id === run.id && phase.kind === 'done' ? state.updateNews.commits : [];
  return (
    <>
      <h2 className="card-title update-end" id="update-run">
        <StatusMark tone={tone} mark={mark} /> {updateEndTitle(run, phase)}
      </h2>
      {lines.length > 0 && (
        <div className="update-end-lines">
          {lines.map((line) => (
            <p key={line}>
              <CodeText text={visibleText(ended(sentence(line)))} />
            </p>
          ))}
        </div>
      )}
      {!isGood && <UpdatePhases run={run} />}
      <div className="buttons update-buttons">
        <Action
          state={state}
          now={now}
          runner={runner}
          label={t('update.rollBack')}
          command={{ kind: 'roll-back', id: run.id }}
          isPrimary={phase.kind === 'failed'}
          isOptional
        />
      </div>
      {commits.length > 0 && (
        <details className="update-details" open>
          <summary>{t('update.news')}</summary>
          <CommitList commits={commits} count={null} />
        </details>
      )}
    </>
  );
}

export function endMark(phase: UpdateEnd): { readonly mark: string; readonly tone: Tone } {
  switch (phase.kind) {
    case 'done':
      return { mark: '✓', tone: 'good' };
    case 'rolled-back':
      return { mark: '↶', tone: 'warning' };
    case 'cancelled':
      return { mark: '○', tone: 'quiet' };
    case 'failed':
    case 'rollback-failed':
      return { mark: '✕', tone: 'bad' };
  }
}

function ended(line: string): string {
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

interface QuestionProps {
  readonly tone: Extract<Tone, 'warning' | 'bad'>;
  readonly title: string;
  readonly children: React.ReactNode;
}

/** Waits for the person. That it does is read out as the update's step, and not a second time here. */
function Question({ tone, title, children }: QuestionProps) {
  return (
    <section className={`notice tone-${tone} update-asks`} aria-label={title}>
      <div className="notice-text">
        <strong>{title}</strong>
        {children}
      </div>
    </section>
  );
}

interface ActionProps {
  readonly state: AppState;
  readonly now: number;
  readonly runner: CommandRunner;
  readonly label: string;
  readonly command: Command;
  readonly isPrimary?: boolean;
  /** Not there while it is not possible. */
  readonly isOptional?: boolean;
}

function Action({ state, now, runner, label, command, isPrimary = false, isOptional = false }: ActionProps) {
  const permission = canRun(state, command, now);
  if (isOptional && !permission.ok) return null;
  return (
    <CommandButton
      label={label}
      permission={permission}
      isPrimary={isPrimary && permission.ok}
      onPress={() => runner.run(command)}
    />
  );
}
