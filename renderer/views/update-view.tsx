import { t } from '../../main/core/i18n';
import type { Installation } from '../../main/core/installation';
import { sentence } from '../../main/core/sentence';
import { installationOf } from '../../main/core/update-commands';
import { CodeText } from '../components/code-text';
import { CommitList } from '../components/commit-list';
import { Empty } from '../components/empty';
import { Notice } from '../components/notice';
import { useCommand } from '../use-command';
import type { ViewProps } from '../view-props';
import { InstallationCard } from './installation-card';
import { PastUpdates } from './past-updates';
import { UpdateRunCard } from './update-run-card';

/** Hermes' code: what there is, what is newer, how an update goes, and how the last ones went. */
export function UpdateView({ state, gateway, now, runCommand }: ViewProps) {
  const runner = useCommand(runCommand);
  if (gateway === null) return <Empty tone="quiet" mark="○" title={t('update.noGateway')} role="status" />;
  const installation = installationOf(state, gateway.unit);
  const { update } = state;
  const past = state.pastUpdates.filter(
    ({ checkout, id }) => (installation === null || checkout === installation.checkout) && id !== update?.id,
  );
  return (
    <>
      <h1 className="visually-hidden">{t('view.update')}</h1>
      {runner.problem !== null && (
        <Notice tone="bad" onDismiss={runner.dismiss}>
          {sentence(runner.problem)}
        </Notice>
      )}
      {update !== null && (
        // Another run is another card, with its own output.
        <UpdateRunCard key={update.id} state={state} run={update} now={now} runner={runner} runCommand={runCommand} />
      )}
      {installation === null ? (
        <Notice tone="quiet" title={t('update.noInstallation')}>
          <p>
            <CodeText text={t('update.noInstallation.detail')} />
          </p>
        </Notice>
      ) : (
        <>
          <InstallationCard state={state} installation={installation} unit={gateway.unit} now={now} runner={runner} />
          <News installation={installation} />
        </>
      )}
      <PastUpdates state={state} runs={past} now={now} runner={runner} runCommand={runCommand} />
    </>
  );
}

function News({ installation: { available } }: { readonly installation: Installation }) {
  if (available === null || available.commits.length === 0) return null;
  return (
    <section className="card" aria-labelledby="update-news">
      <h2 className="card-title" id="update-news">
        {t('update.news')}
      </h2>
      <CommitList commits={available.commits} count={available.behind} />
    </section>
  );
}
