/** What the machine and the session give a gateway, as far as it was looked at. */
export interface HostFacts {
  readonly session: SessionFacts | null;
  /** Whether the program is there, on PATH or where its installer puts it; null where that is not known. */
  readonly hasHermes: boolean | null;
  /**
   * Whether systemd keeps this user's units running without a login (loginctl enable-linger); null where that is not
   * known, or where no logind keeps their logins.
   */
  readonly linger: boolean | null;
}

export interface SessionFacts {
  readonly user: string;
  /** Whether systemd is the init of this machine (sd_booted(3)). */
  readonly isBootedBySystemd: boolean;
  readonly isWsl: boolean;
  /** The socket that `systemd --user` of this user listens at for D-Bus, found where it always is; null when not there. */
  readonly userBus: string | null;
  /** Whether that is where the session's environment sends programs. */
  readonly isUserBusMeant: boolean;
}

export const HOST_UNKNOWN: HostFacts = { session: null, hasHermes: null, linger: null };
