/** Everything that can ask the gateway to end, and which of several requests counts. */

export type StopRequest =
  /** SIGUSR1: drain, exit 75. */
  | { readonly kind: 'restart' }
  /** The marker watcher saw `.gateway-planned-stop.json`; no signal came. */
  | { readonly kind: 'marker' }
  | {
      readonly kind: 'signal';
      readonly signal: 'SIGTERM' | 'SIGINT';
      readonly planned: 'stop' | 'takeover' | undefined;
    };

/** Contract §2.2. */
export function exitCodeOf(request: StopRequest): 0 | 1 | 75 {
  if (request.kind === 'restart') return 75;
  return isUnexpected(request) ? 1 : 0;
}

/** A signal nobody announced: exit 1, and 0.19+ leaves `running` behind. */
export function isUnexpected(request: StopRequest): boolean {
  return request.kind === 'signal' && request.planned === undefined;
}

export class StopRequests {
  #settleFirst: (request: StopRequest) => void = () => {};
  #settleUrgent: (request: StopRequest) => void = () => {};
  #requested = false;

  /** The request that decides how the gateway ends. */
  readonly first = new Promise<StopRequest>((resolve) => {
    this.#settleFirst = resolve;
  });

  /** The first request that is not a restart: it ends the after-turn wait of 0.21. */
  readonly urgent = new Promise<StopRequest>((resolve) => {
    this.#settleUrgent = resolve;
  });

  get isRequested(): boolean {
    return this.#requested;
  }

  add(request: StopRequest): void {
    this.#requested = true;
    this.#settleFirst(request);
    if (request.kind !== 'restart') this.#settleUrgent(request);
  }
}
