/**
 * The gateway's event loop. Everything the gateway itself does runs through it, so that `freeze` reproduces
 * the frozen loop of Hermes #66892 and its like: timers, signals and sockets go silent while the process lives,
 * and what came in meanwhile runs at the thaw. Watchdogs and the marker watcher are threads in Hermes and
 * therefore use plain timers.
 *
 * Durations are contract seconds: `--time-scale` shortens all of them at this one place.
 */
export type Cancel = () => void;

export class GatewayLoop {
  #held: (() => void)[] = [];
  #frozen = false;

  constructor(readonly timeScale: number) {}

  get isFrozen(): boolean {
    return this.#frozen;
  }

  /** Contract seconds since the process began. */
  elapsed(): number {
    return performance.now() / 1000 / this.timeScale;
  }

  toMs(seconds: number): number {
    return seconds * 1000 * this.timeScale;
  }

  post(task: () => void): void {
    if (this.#frozen) this.#held.push(task);
    else task();
  }

  after(seconds: number, task: () => void): Cancel {
    // setTimeout turns a delay beyond 2^31-1 ms into 1 ms.
    const timer = setTimeout(() => this.post(task), Math.min(this.toMs(seconds), 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }

  every(seconds: number, task: () => void): Cancel {
    const timer = setInterval(() => {
      // A frozen loop owes one tick at the thaw, not all those it missed.
      if (!this.#frozen) task();
    }, this.toMs(seconds));
    return () => clearInterval(timer);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(seconds, resolve);
    });
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    const held = this.#held;
    this.#held = [];
    for (const task of held) this.post(task);
  }
}
