import type { Result } from '../../core/result';
import type { UpdatePart, UpdateProcessState } from '../../core/update-process';

/**
 * The process that updates Hermes, or takes it back: a transient unit of the user's systemd, so that it outlives this program, a
 * logout of ours and a crash. Its output and how it ended lie in a folder of ours, `<state folder>/updates/<id>`.
 *
 * All that we write into the checkout before an update is a ref: where HEAD is, as `refs/hermes-tray/<id>-before`. The last line
 * of a way back that kept anything says where: `Kept: …`.
 */
export interface UpdateProcesses {
  /**
   * Starts one. Ends when systemd has taken it on. A second start of the same `id` and `part` joins the first, be that running
   * or over. Where the line to systemd is cut meanwhile it may run, so that is no failure: whoever follows it is told.
   */
  start(spec: UpdateProcessSpec): Promise<Result<null>>;
  /**
   * Tells how it stands, `unknown` until that is known, then of every change, until the returned function is called. While
   * systemd can't be heard, one that ran goes on being `running`, with what it prints, until its end is written down.
   */
  follow(id: string, part: UpdatePart, listener: (state: UpdateProcessState) => void): () => void;
  /**
   * Ends it (SIGTERM, which `hermes update` takes for a cancel), then all that it has started. Ends when systemd's job has, and
   * they have; one that is over is fine, and what that has left running is left alone.
   */
  stop(id: string, part: UpdatePart): Promise<Result<null>>;
  /** Closes what it follows; ends no process. */
  close(): void;
}

export interface UpdateProcessSpec {
  readonly id: string;
  readonly part: UpdatePart;
  readonly checkout: string;
  /** For `hermes update -p`, and the environment. */
  readonly profile: string;
  readonly root: string;
  /** The unit's own environment, for its PATH: `KEY=value`. */
  readonly environment: readonly string[];
  /** Our drain requests, which it removes at its end, be we there or not. */
  readonly requestedIn: readonly string[];
  /** For the way back: the commit and branch to return to. */
  readonly backTo: { readonly commit: string; readonly branch: string | null } | null;
}
