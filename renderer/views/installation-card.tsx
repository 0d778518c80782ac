import { canRun } from '../../main/core/commands';
import { formatDuration } from '../../main/core/duration';
import { t } from '../../main/core/i18n';
import { hasUpdate, type Installation } from '../../main/core/installation';
import { formatMoment } from '../../main/core/moment';
import { sentence } from '../../main/core/sentence';
import type { AppState } from '../../main/core/state';
import { compareUnits, gatewayDisplayName } from '../../main/core/unit-name';
import { availableText, updateLabel } from '../../main/core/update-text';
import { CodeText } from '../components/code-text';
import { CommandButton } from '../components/command-button';
import { FactList } from '../components/fact-list';
import { Notice } from '../components/notice';
import type { Fact } from '../gateway-facts';
import type { CommandRunner } from '../use-command';

interface InstallationCardProps {
  readonly state: AppState;
  readonly installation: Installation;
  /** The gateway that is shown. */
  readonly unit: string;
  readonly now: number;
  readonly runner: CommandRunner;
}

/** What a Hermes is, what is newer, and the way to it. */
export function InstallationCard({ state, installation, unit, now, runner }: InstallationCardProps) {
  const { method, problem, isChecking } = installation;
  const update = { kind: 'update', unit } as const;
  const check = { kind: 'check-update', unit } as const;
  const permission = canRun(state, update, now);
  const names = namesOf(installation);
  return (
    <section className="card" aria-labelledby="update-installed">
      <h2 className="card-title" id="update-installed">
        {t('update.installed')} {installation.code?.version}
      </h2>
      <FactList facts={factsOf(installation, now)} />
      {problem !== null && (
        <Notice tone="warning" title={t('update.checkFailed')}>
          {sentence(problem)}
        </Notice>
      )}
      {method === 'git' ? (
        <div className="actions">
          <div className="buttons update-buttons">
            <CommandButton
              label={hasUpdate(installation) ? updateLabel(installation) : t('update.action')}
              permission={permission}
              isPrimary={permission.ok}
              onPress={() => runner.run(update)}
            />
            <CommandButton
              label={t(isChecking ? 'update.checking' : 'update.check')}
              permission={canRun(state, check, now)}
              isPrimary={false}
              onPress={() => runner.run(check)}
            />
          </div>
          {permission.ok && (
            <p className="fine-print">{t('update.restarts', { count: names.length, names: names.join(', ') })}</p>
          )}
        </div>
      ) : (
        <Notice tone="quiet" title={t('update.notHere')}>
          <CodeText text={`${t(`update.method.${method}`)}.`} />
        </Notice>
      )}
    </section>
  );
}

function namesOf({ units }: Installation): readonly string[] {
  return [...units].sort(compareUnits).map(gatewayDisplayName);
}

function factsOf(installation: Installation, now: number): readonly Fact[] {
  const { code, method, checkout, available } = installation;
  return [
    { term: t('update.fact.version'), value: code?.version ?? t('update.fact.notKnown') },
    ...(code === null ? [] : [{ term: t('update.fact.commit'), value: commitText(code) }]),
    ...(method === 'git'
      ? [
          { term: t('update.fact.available'), value: newerText(installation) },
          { term: t('update.fact.checked'), value: checkedText(available?.checkedAt ?? null, now) },
        ]
      : []),
    { term: t('update.fact.gateways'), value: namesOf(installation).join(', ') },
    { term: t('update.fact.method'), value: t(`update.by.${method}`) },
    { term: t('update.fact.folder'), value: checkout },
  ];
}

function commitText({ commit, branch }: NonNullable<Installation['code']>): string {
  const short = commit.slice(0, 12);
  return branch === null ? short : t('update.fact.commit.on', { commit: short, branch });
}

function newerText(installation: Installation): string {
  return installation.available?.behind === 0 ? t('update.available.none') : availableText(installation);
}

function checkedText(at: number | null, now: number): string {
  if (at === null) return t('update.fact.checked.never');
  return t('update.fact.checked.ago', { duration: formatDuration(now - at), moment: formatMoment(at, now) });
}
