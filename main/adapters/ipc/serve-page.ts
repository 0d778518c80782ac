import type { z } from 'zod';
import type { WindowSource } from '../../app/ports/app-window';
import type { Logger } from '../../app/ports/logger';
import { t } from '../../core/i18n';
import { IPC_CHANNELS } from '../../core/ipc-contract';
import { errorMessage, failure } from '../../core/result';
import type { AppState } from '../../core/state';
import { createLatestValue } from './latest-value';
import { type CallerFrame, isTrustedFrame } from './trusted-frame';

/** What is used of Electron's WebContents. */
export interface PageContents {
  readonly mainFrame: CallerFrame;
  /** Reached by this page alone, where `ipcMain` is by every one. It goes with the page. */
  readonly ipc: {
    handle(channel: string, listener: (event: PageCall, ...args: unknown[]) => unknown): void;
    removeHandler(channel: string): void;
  };
  send(channel: string, value: unknown): void;
  isDestroyed(): boolean;
}

interface PageCall {
  readonly senderFrame: CallerFrame | null;
}

interface InvokeChannel<T> {
  readonly name: string;
  readonly argument: z.ZodType<T>;
}

export interface ServePageParts {
  readonly page: PageContents;
  /** The only origin whose calls are answered. */
  readonly origin: string;
  readonly source: WindowSource;
  readonly logger: Logger;
}

/** Answers the page's calls and hands it the states, until `close`. Nothing else in the app listens to a page. */
export function servePage(parts: ServePageParts): { push(state: AppState): void; close(): void } {
  const { page, origin, source, logger } = parts;
  const { getState, runCommand, stateChanged, logLines } = IPC_CHANNELS;

  function answer<T>(channel: InvokeChannel<T>, run: (argument: T) => unknown): void {
    page.ipc.handle(channel.name, (event, ...args) => {
      // Read before anything is awaited: a frame that has gone by then can't be told from a good one.
      if (!isTrustedFrame(event.senderFrame, page.mainFrame, origin))
        throw refused(channel, 'it came from a foreign frame');
      if (args.length > 1) throw refused(channel, `it had ${args.length} arguments`);
      const argument = channel.argument.safeParse(args[0]);
      if (!argument.success) throw refused(channel, argument.error.message);
      return run(argument.data);
    });
  }

  function refused(channel: InvokeChannel<unknown>, reason: string): Error {
    logger.error(`refused a call of ${channel.name}: ${reason}`);
    return new Error('refused');
  }

  answer(getState, () => source.state());
  answer(runCommand, async (command) => {
    try {
      return await source.run(command);
    } catch (error) {
      logger.error(`${command.kind}, asked for by the window, failed unexpectedly`, error);
      return failure('internal', t('command.failed', { command: command.kind, why: errorMessage(error) }));
    }
  });

  const states = createLatestValue<AppState>((state) => {
    if (!page.isDestroyed()) page.send(stateChanged.name, state);
  });
  const stopLogs = source.serveLogs((update) => {
    if (!page.isDestroyed()) page.send(logLines.name, update);
  });
  return {
    push: (state) => states.push(state),
    close() {
      states.close();
      stopLogs();
      if (page.isDestroyed()) return;
      page.ipc.removeHandler(getState.name);
      page.ipc.removeHandler(runCommand.name);
    },
  };
}
