import type { ReactNode } from 'react';
import type { RunCommand } from '../../main/core/answers';
import { assertNever } from '../../main/core/assert-never';
import type { BusStatus } from '../../main/core/bus-status';
import { formatDuration } from '../../main/core/duration';
import type { GatewayStatus } from '../../main/core/gateway-status';
import { t } from '../../main/core/i18n';
import { enableLinger, type NothingThere, nothingThere } from '../../main/core/nothing-there';
import { sentence } from '../../main/core/sentence';
import type { AppState } from '../../main/core/state';
import { statusDetails, statusMark, statusText } from '../../main/core/status-text';
import { Empty } from '../components/empty';
import { TextToCopy } from '../components/text-to-copy';
import { toneOf } from '../tone';

interface NoGatewaysProps {
  readonly state: AppState;
  readonly now: number;
  readonly runCommand: RunCommand;
}

const GATEWAY_INSTALL = 'hermes gateway install';
/** The installer that Nous Research publishes. */
const HERMES_INSTALL = 'curl -fsSL https://hermes-agent.nousresearch.com/install.sh | bash';
const OWN_BUS = 'unset DBUS_SESSION_BUS_ADDRESS\nexport XDG_RUNTIME_DIR=/run/user/$(id -u)';
const SYSTEMD_HEALTH = 'systemctl --user status';
const WSL_CONF = '[boot]\nsystemd=true';
const WSL_SHUTDOWN = 'wsl.exe --shutdown';

/** Why there is no gateway to show, what that means, and the next step. "None there" is said only when it is known. */
export function NoGateways({ state, now, runCommand }: NoGatewaysProps) {
  const nothing = nothingThere(state);
  const { bus } = state;
  const status: GatewayStatus | null = bus.kind === 'connected' ? null : { kind: 'no-bus', bus };
  const title = titleOf(nothing) ?? (status === null ? '' : statusText(status, now));
  return (
    <Empty
      tone={status === null ? (nothing.kind === 'looking' ? 'moving' : 'quiet') : toneOf(status)}
      mark={nothing.kind === 'looking' ? '◐' : statusMark(status === null ? 'not-installed' : 'no-bus')}
      title={title}
      role="status"
    >
      <Meaning nothing={nothing} />
      <NextStep nothing={nothing} copy={(text) => <TextToCopy text={text} runCommand={runCommand} />} />
      {status !== null && bus.kind !== 'connecting' && (
        <>
          {!needsNewStart(nothing) && <Retry bus={bus} now={now} runCommand={runCommand} />}
          <Tried details={statusDetails(status)} />
        </>
      )}
    </Empty>
  );
}

function titleOf(nothing: NothingThere): string | null {
  switch (nothing.kind) {
    case 'connecting':
    case 'lost':
    case 'silent':
      return null;
    case 'no-systemd':
      return t('nothing.noSystemd');
    case 'wsl-without-systemd':
      return t('nothing.wsl');
    case 'no-session':
      return t('nothing.noSession');
    case 'elsewhere':
      return t('nothing.elsewhere');
    case 'looking':
      return t('tray.looking');
    case 'no-hermes':
      return t('nothing.noHermes');
    case 'no-unit':
      return t('tray.noUnit');
    default:
      return assertNever(nothing);
  }
}

function Meaning({ nothing }: { readonly nothing: NothingThere }) {
  const text = meaningOf(nothing);
  return text === null ? null : <p className="empty-text">{text}</p>;
}

function meaningOf(nothing: NothingThere): string | null {
  switch (nothing.kind) {
    case 'connecting':
    case 'lost':
    case 'looking':
      return null;
    case 'silent':
      return t('nothing.silent.text');
    case 'no-systemd':
      return t('nothing.noSystemd.text');
    case 'wsl-without-systemd':
      return t('nothing.wsl.text');
    case 'no-session':
      return t('nothing.noSession.text', { user: nothing.user });
    case 'elsewhere':
      return t('nothing.elsewhere.text', { bus: nothing.userBus });
    case 'no-hermes':
      return t('nothing.noHermes.text');
    case 'no-unit':
      return t('nothing.noUnit.text');
    default:
      return assertNever(nothing);
  }
}

/** What is missing comes with another start of the machine only, and not while this one runs. */
function needsNewStart({ kind }: NothingThere): boolean {
  return kind === 'no-systemd' || kind === 'wsl-without-systemd';
}

interface NextStepProps {
  readonly nothing: NothingThere;
  readonly copy: (text: string) => ReactNode;
}

function NextStep({ nothing, copy }: NextStepProps) {
  const steps = stepsOf(nothing);
  if (steps.length === 0) return null;
  return (
    <ol className={steps.length === 1 ? 'steps steps-single' : 'steps'}>
      {steps.map(([what, text]) => (
        <li key={text}>
          <p>{what}</p>
          {copy(text)}
        </li>
      ))}
    </ol>
  );
}

type Step = readonly [what: string, text: string];

/** In their order. Where there is none, what to do is beyond a command. */
function stepsOf(nothing: NothingThere): readonly Step[] {
  switch (nothing.kind) {
    case 'connecting':
    case 'looking':
    case 'no-systemd':
      return [];
    case 'lost':
    case 'silent':
      return [[t('nothing.lost.step'), SYSTEMD_HEALTH]];
    case 'wsl-without-systemd':
      return [
        [t('nothing.wsl.step'), WSL_CONF],
        [t('nothing.wsl.then'), WSL_SHUTDOWN],
      ];
    case 'no-session':
      return [[t('nothing.noSession.step'), enableLinger(nothing.user)]];
    case 'elsewhere':
      return [[t('nothing.elsewhere.step'), OWN_BUS]];
    case 'no-hermes':
      return [
        [t('nothing.noHermes.step'), HERMES_INSTALL],
        [t('nothing.noHermes.then'), GATEWAY_INSTALL],
      ];
    case 'no-unit':
      return [[t('nothing.noUnit.step'), GATEWAY_INSTALL]];
    default:
      return assertNever(nothing);
  }
}

interface RetryProps {
  readonly bus: BusStatus;
  readonly now: number;
  readonly runCommand: RunCommand;
}

function Retry({ bus, now, runCommand }: RetryProps) {
  return (
    <p className="retry">
      <span>{retryText(bus, now)}</span>
      {bus.kind === 'lost' && bus.retryAt !== null && (
        <button type="button" className="button button-small" onClick={() => void runCommand({ kind: 'reconnect' })}>
          {t('nothing.reconnect')}
        </button>
      )}
    </p>
  );
}

/** In the words of whoever refused: for who looks deeper. */
function Tried({ details }: { readonly details: readonly string[] }) {
  if (details.length === 0) return null;
  return (
    <details className="tried">
      <summary>{t('nothing.reason')}</summary>
      {details.map((detail) => (
        <p key={detail} className="fine-print">
          {sentence(detail)}
        </p>
      ))}
    </details>
  );
}

/** What is done about a connection that is not there. */
export function retryText(bus: BusStatus, now: number): string {
  if (bus.kind !== 'lost' || bus.retryAt === null) return t('nothing.retry');
  const left = bus.retryAt - now;
  return left < 1000 ? t('nothing.retry.now') : t('nothing.retry.in', { duration: formatDuration(left) });
}
