import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { SessionBusStatus } from '../../app/ports/session-bus';
import { t } from '../../core/i18n';
import type { Result } from '../../core/result';
import { type BusAddress, type BusEnvironment, describeEnvironment, sessionBusAddresses } from './address';
import type { Message } from './codec';
import { type Connection, connect } from './connection';

export interface LinkParts {
  readonly environment: BusEnvironment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1, to spread the attempts of everybody who lost the same bus. */
  readonly random: () => number;
}

export interface LinkEvents {
  /** Says Hello on a fresh connection; the value is our name. */
  greet(): Promise<Result<string>>;
  /** Whether somebody awaited it. */
  message(message: Message): boolean;
  /** The connection is gone. Comes before the status says so. */
  lost(reason: string): void;
  status(status: SessionBusStatus): void;
}

/** The connection that there is at any time, made anew when it is lost. */
export interface Link {
  /** False when there is no connection. */
  write(bytes: Buffer): boolean;
  /** Tries again now, if it waits to. */
  retryNow(): void;
  close(): void;
}

export const CONNECT_DEADLINE_MS = 5_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;

export function createLink(parts: LinkParts, events: LinkEvents): Link {
  const { environment, clock, logger, random } = parts;
  let connection: Connection | null = null;
  let failedAttempts = 0;
  let cancelRetry: (() => void) | null = null;
  let isClosed = false;

  function attempt(): void {
    events.status({ kind: 'connecting' });
    const addresses = sessionBusAddresses(environment);
    if (addresses.ok) tryInTurn(addresses.value, []);
    else wentDown(addresses.message);
  }

  function tryInTurn([address, ...others]: readonly BusAddress[], failures: readonly string[]): void {
    if (isClosed) return;
    if (address === undefined) {
      wentDown(failures.join('; '));
      return;
    }
    open(address, (reason, wasUp) => {
      const all = [...failures, `${address.text}: ${reason}`];
      if (wasUp) wentDown(all.join('; '));
      else tryInTurn(others, all);
    });
  }

  function open(address: BusAddress, ended: (reason: string, wasUp: boolean) => void): void {
    let wasUp = false;
    const mine = connect(
      { address, clock, logger, deadlineMs: CONNECT_DEADLINE_MS },
      { opened: () => void greet(), message: events.message, ended: drop },
    );
    connection = mine;

    async function greet(): Promise<void> {
      const name = await events.greet();
      if (connection !== mine) return;
      if (!name.ok) {
        drop(name.message);
        return;
      }
      wasUp = true;
      failedAttempts = 0;
      events.status({ kind: 'up', name: name.value });
    }

    function drop(reason: string): void {
      if (connection !== mine) return;
      connection = null;
      mine.close();
      events.lost(reason);
      ended(reason, wasUp);
    }
  }

  function wentDown(reason: string): void {
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failedAttempts) * (0.75 + random() / 2);
    failedAttempts += 1;
    cancelRetry = clock.after(delay, retry);
    const explained = t('sessionBus.none', { why: reason, environment: describeEnvironment(environment) });
    events.status({ kind: 'down', reason: explained, retryAt: Math.round(clock.now() + delay) });
  }

  function retry(): void {
    cancelRetry = null;
    attempt();
  }

  attempt();

  return {
    write(bytes) {
      connection?.write(bytes);
      return connection !== null;
    },
    retryNow() {
      if (cancelRetry === null) return;
      cancelRetry();
      retry();
    },
    close() {
      isClosed = true;
      cancelRetry?.();
      cancelRetry = null;
      connection?.close();
      connection = null;
    },
  };
}
