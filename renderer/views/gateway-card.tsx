import type { RunCommand } from '../../main/core/answers';
import { type GatewayStatus, gatewayPid, type StatusKind } from '../../main/core/gateway-status';
import { explanationOf, glanceKind, headlineText, presentExit } from '../../main/core/gateway-text';
import { t } from '../../main/core/i18n';
import type { Incident } from '../../main/core/incident';
import { RESTART_END_SHOWN_MS } from '../../main/core/restart-notice';
import { restartLine } from '../../main/core/restart-text';
import { sentence } from '../../main/core/sentence';
import type { AppState, Gateway } from '../../main/core/state';
import { statusDetails, statusMark } from '../../main/core/status-text';
import { shownStatus } from '../../main/core/update-status';
import type { OpenLog } from '../components/evidence-list';
import { ExitHistory } from '../components/exit-history';
import { ExitReport } from '../components/exit-report';
import { FactList } from '../components/fact-list';
import { FailureGuard } from '../components/failure-guard';
import { FailureNotice } from '../components/failure-notice';
import { GatewayName } from '../components/gateway-name';
import { IncidentNote } from '../components/incident-note';
import { Notice } from '../components/notice';
import { PlatformList } from '../components/platform-list';
import { RestartProgressBar } from '../components/restart-progress';
import { StatusMark } from '../components/status-mark';
import { UpdateProgressBar } from '../components/update-progress';
import { UsagePanel } from '../components/usage-panel';
import { gatewayFacts, platformFacts } from '../gateway-facts';
import { toneOf } from '../tone';
import { useCommand } from '../use-command';
import { useUsage } from '../use-usage';
import { GatewayActions } from './gateway-actions';
import { retryText } from './no-gateways';
import { UpdateOffer } from './update-offer';

interface GatewayCardProps {
  readonly state: AppState;
  readonly gateway: Gateway;
  readonly now: number;
  readonly runCommand: RunCommand;
  readonly onOpenLog: OpenLog;
  readonly onShowUpdate: () => void;
}

/** What has a bar of its own here, which the tray draws with letters behind the words. */
const MOVING: ReadonlySet<StatusKind> = new Set(['restarting', 'updating']);

export function GatewayCard({ state, gateway, now, runCommand, onOpenLog, onShowUpdate }: GatewayCardProps) {
  const runner = useCommand(runCommand);
  const isRunning = gatewayPid(gateway) !== null;
  const usage = useUsage(isRunning ? gateway.unit : null, runCommand);
  const status = shownStatus(state, gateway, now);
  const kind = glanceKind(gateway, status);
  const tone = toneOf(status, kind);
  const platforms = platformFacts(gateway);
  const exit = presentExit(gateway, status);
  const explanation = explanationOf(gateway, status, now);
  const isReported = exit !== null && !exit.isExpected;
  const past = gateway.exits.filter((one) => !isReported || one !== exit);
  const incident = shownIncident(gateway, status);
  const headingId = `status-of-${gateway.unit}`;
  const copyJournalCommand = () => runner.run({ kind: 'copy-journal-command', unit: gateway.unit });
  return (
    <article className="card" aria-labelledby={headingId}>
      <header className="card-name">
        <GatewayName unit={gateway.unit} />
      </header>
      <h1 className="status" id={headingId}>
        <StatusMark tone={tone} mark={statusMark(kind)} />
        <span>{headlineText(gateway, status, MOVING.has(status.kind) ? null : now)}</span>
      </h1>
      <Details lines={[...detailLines(status, now), ...(isReported ? [] : [explanation?.cause ?? null])]} />
      {status.kind === 'restarting' && <RestartProgressBar run={status.run} policy={gateway.facts.policy} now={now} />}
      {status.kind === 'updating' && <UpdateProgressBar run={status.run} now={now} onShow={onShowUpdate} />}
      <RestartEnd gateway={gateway} now={now} />
      <FailureNotice gateway={gateway} onCopy={copyJournalCommand} />
      {runner.problem !== null && (
        <Notice tone="bad" onDismiss={runner.dismiss}>
          {sentence(runner.problem)}
        </Notice>
      )}
      {isReported && explanation !== null && (
        <ExitReport
          exit={exit}
          explanation={explanation}
          tone={tone}
          onCopy={copyJournalCommand}
          onOpenLog={onOpenLog}
        />
      )}
      {incident !== null && <IncidentNote incident={incident} now={now} />}
      {/* Above what is known of it, so that they are in sight in the smallest window. */}
      <GatewayActions state={state} gateway={gateway} status={status} now={now} runner={runner} />
      <UpdateOffer state={state} gateway={gateway} now={now} onShow={onShowUpdate} />
      {/* Whatever becomes of the rest, the status and its buttons stay. */}
      <FailureGuard>
        <div className={status.kind === 'no-bus' ? 'known known-old' : 'known'}>
          <FactList facts={gatewayFacts(gateway, status, now)} />
          {platforms.length > 0 && <PlatformList platforms={platforms} now={now} />}
          {isRunning && <UsagePanel samples={usage} />}
        </div>
        {past.length > 0 && <ExitHistory exits={past} now={now} onOpenLog={onOpenLog} />}
      </FailureGuard>
    </article>
  );
}

function Details({ lines }: { readonly lines: readonly (string | null)[] }) {
  const shown = lines.filter((line) => line !== null);
  if (shown.length === 0) return null;
  return (
    <ul className="details">
      {shown.map((line) => (
        <li key={line}>{sentence(line)}</li>
      ))}
    </ul>
  );
}

/** What the status has to add: one reason a line, or what is done about it. */
function detailLines(status: GatewayStatus, now: number): readonly string[] {
  const lines = statusDetails(status);
  if (status.kind !== 'no-bus' || status.bus.kind === 'connecting') return lines;
  return [...lines, retryText(status.bus, now), t('overview.lastKnown')];
}

/** How a restart that did not fail has ended, for a while. */
function RestartEnd({ gateway: { restart, facts }, now }: { readonly gateway: Gateway; readonly now: number }) {
  if (restart === null || (restart.phase.kind !== 'ready' && restart.phase.kind !== 'cancelled')) return null;
  // Another one since then, which it does not speak of.
  if (restart.phase.kind === 'ready' && restart.phase.pid !== facts.mainPid) return null;
  if (now - restart.phase.at > RESTART_END_SHOWN_MS) return null;
  return <Details lines={[restartLine(restart, now)]} />;
}

function shownIncident({ incident, facts }: Gateway, status: GatewayStatus): Incident | null {
  if (incident === null || status.kind === 'no-bus' || MOVING.has(status.kind)) return null;
  if (incident.phase.kind === 'recovered') return incident.phase.pid === facts.mainPid ? incident : null;
  return incident.phase.kind === 'starting' ? incident : null;
}
