import type { Result } from '../../core/result';

/** The socket on which a gateway answers questions (Hermes 0.20 and later). */
export interface ControlSocket {
  /**
   * Asks for the gateway's status. Fails with the reason `timeout` after 2 s, `unreachable` when nobody listens, and
   * `garbage` when what came is no gateway's answer. It proves life; that nobody listens proves nothing.
   */
  ask(path: string): Promise<Result<SocketAnswer>>;
}

export interface SocketAnswer {
  /** The process that answered; null when it answered that it does not know the question. */
  readonly pid: number | null;
}
