import type { Logger } from '../../app/ports/logger';
import { errorMessage } from '../../core/result';

/** EX_SOFTWARE of sysexits.h. */
export const FATAL_EXIT_CODE = 70;

/**
 * What nobody caught. An exception means that the app's state can no longer be trusted: it is logged, and `onFatal` ends
 * the app, with FATAL_EXIT_CODE and this message for the person. A rejection concerns one action: it is logged and
 * survived. Returns the way back.
 */
export function installErrorGuards(logger: Logger, onFatal: (message: string) => void): () => void {
  let ending = false;

  function onException(error: unknown): void {
    // While a log is written or a message is shown the next one may come: one is enough.
    if (ending) process.exit(FATAL_EXIT_CODE);
    ending = true;
    logger.error('Uncaught exception; the app ends', error);
    try {
      onFatal(`hermes-tray has met an error it cannot recover from and ends: ${errorMessage(error)}`);
    } catch (second) {
      logger.error('The end of the app failed as well', second);
      process.exit(FATAL_EXIT_CODE);
    }
  }

  function onRejection(reason: unknown): void {
    logger.error('Unhandled rejection', reason);
  }

  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  // A launcher, or a terminal that was closed, leaves pipes that nobody reads. Without a listener that is an exception.
  process.stdout.on('error', ignoreBrokenPipe);
  process.stderr.on('error', ignoreBrokenPipe);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
    process.stdout.off('error', ignoreBrokenPipe);
    process.stderr.off('error', ignoreBrokenPipe);
  };
}

/** EPIPE, EIO of a terminal that went, ENOSPC of a file: output is lost, and the app is not the worse for it. */
function ignoreBrokenPipe(): void {}
