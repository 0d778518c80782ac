import { type GatewayStatus, gatewayStatus } from '../../main/core/gateway-status';
import type { WindowApi } from '../../main/core/ipc-contract';
import { type AppState, type Gateway, lastExit } from '../../main/core/state';
import { statusDetail, statusMark, statusText } from '../../main/core/status-text';
import { gatewayDisplayName } from '../../main/core/unit-name';
import { FactList } from '../components/fact-list';
import { LastExit } from '../components/last-exit';
import { Notice } from '../components/notice';
import { PlatformList } from '../components/platform-list';
import { RestartProgressBar } from '../components/restart-progress';
import { StatusMark } from '../components/status-mark';
import { gatewayFacts, platformFacts } from '../gateway-facts';
import { sentence } from '../sentence';
import { toneOf } from '../tone';
import { useCommand } from '../use-command';
import { GatewayActions } from './gateway-actions';
import { retryText } from './no-gateways';

interface GatewayCardProps {
  readonly state: AppState;
  readonly gateway: Gateway;
  readonly now: number;
  readonly runCommand: WindowApi['runCommand'];
}

export function GatewayCard({ state, gateway, now, runCommand }: GatewayCardProps) {
  const runner = useCommand(runCommand);
  const status = gatewayStatus(gateway, state.bus, now);
  const platforms = platformFacts(gateway);
  const problem = gateway.failure?.message ?? runner.problem;
  const exit = lastExit(gateway);
  const headingId = `status-of-${gateway.unit}`;
  return (
    <article className="card" aria-labelledby={headingId}>
      <header className="card-name">
        <span>{gatewayDisplayName(gateway.unit)}</span>
        <span className="unit">{gateway.unit}</span>
      </header>
      <h1 className="status" id={headingId}>
        <StatusMark tone={toneOf(status)} mark={statusMark(status.kind)} />
        {statusText(status, now)}
      </h1>
      <StatusDetails status={status} now={now} />
      {problem !== null && (
        <Notice tone="bad" {...(gateway.failure === null ? { onDismiss: runner.dismiss } : {})}>
          {problem}
        </Notice>
      )}
      {status.kind === 'restarting' && <RestartProgressBar run={status.run} now={now} />}
      {exit !== null && <LastExit exit={exit} now={now} />}
      <div className={status.kind === 'no-bus' ? 'known known-old' : 'known'}>
        <FactList facts={gatewayFacts(gateway, status, now)} />
        {platforms.length > 0 && <PlatformList platforms={platforms} />}
      </div>
      <GatewayActions state={state} gateway={gateway} status={status} now={now} runner={runner} />
    </article>
  );
}

/** What the status has to add: one reason a line, or what is done about it. */
function StatusDetails({ status, now }: { readonly status: GatewayStatus; readonly now: number }) {
  const lines = detailLines(status, now);
  if (lines.length === 0) return null;
  return (
    <ul className="details">
      {lines.map((line) => (
        <li key={line}>{sentence(line)}</li>
      ))}
    </ul>
  );
}

function detailLines(status: GatewayStatus, now: number): readonly string[] {
  if (status.kind === 'degraded') return status.reasons;
  const detail = statusDetail(status);
  const lines = detail === null ? [] : [detail];
  if (status.kind !== 'no-bus' || status.bus.kind === 'connecting') return lines;
  return [...lines, retryText(status.bus, now), 'What is shown below is what was last known.'];
}
