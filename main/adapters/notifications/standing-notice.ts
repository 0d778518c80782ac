import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { Command } from '../../core/commands';
import type { Notice } from '../../core/notice';
import type { Failure } from '../../core/result';
import { type Buttons, createButtons } from './buttons';
import { isDeath, isNobody, type NotificationDaemon } from './daemon';
import { isProgress, isSameContent } from './notice-change';
import { notifyArguments } from './notify-call';

/**
 * One key's notification: what should stand, against what the daemon has been told. At most one Notify is under way.
 *
 * ```
 *            ┌────────── its round grows ◀── silent ◀───────────────┐ closed by the person, or by time;
 *            ▼                                                      │ lost with its daemon
 *   unsent ──▶ sending ──(id)──▶ standing ──(differs)──▶ sending ───┤
 *     ▲  ▲        │                  └──────────────────────────────┘
 *     │  └────────┴ no answer, daemon gone
 *     └─ stand-in: shown by Electron, as long as no daemon takes it
 * ```
 */
type Phase =
  | { readonly kind: 'unsent' }
  | Sending
  | Standing
  /** Nothing to say to the person in this round, nor in those before it, unless it went by time and has another title since. */
  | { readonly kind: 'silent'; readonly round: number; readonly expired?: string }
  | { readonly kind: 'stand-in'; readonly round: number; readonly close: () => void };

interface Sending {
  readonly kind: 'sending';
  /** What it replaces. */
  readonly before: Standing | null;
  /** That was closed before the daemon heard of this. */
  readonly wasClosed: boolean;
  /** The daemon was lost, or the way to it. */
  readonly wasLost: 'daemon' | 'bus' | null;
}

interface Standing {
  readonly kind: 'standing';
  readonly id: number;
  /** As sent last. Whether it is what stands is not known after a call without an answer. */
  readonly notice: Notice;
  readonly isCertain: boolean;
  readonly sentAt: number;
}

/** Shows a notice some other way; gives what takes it away. */
export type FallbackNotification = (notice: Notice, chosen: (command: Command) => void) => () => void;

export interface StandingNoticeParts {
  readonly daemon: NotificationDaemon;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly appIcon: string;
  readonly fallback: (notice: Notice) => () => void;
  /** A notification has got this id, or has it still. */
  readonly named: (id: number, buttons: Buttons) => void;
  /** What was in the way of the next step is not any more. */
  readonly ready: () => void;
}

export interface StandingNotice {
  /** Null: nothing should stand. */
  want(notice: Notice | null): void;
  /** Whether the daemon has to be told something that it can be told now. */
  hasWork(): boolean;
  send(capabilities: ReadonlySet<string>): void;
  /** There is nobody to send it to. */
  standIn(): void;
  /** Whether there is nothing left to remember. */
  isOver(): boolean;
  /** Whether it is shown under this id. */
  has(id: number): boolean;
  closed(id: number, reason: number): void;
  lost(what: 'daemon' | 'bus'): void;
}

/** A bar that moves needs no more: each step is a message, and a redraw. */
const PROGRESS_EVERY_MS = 1000;
/** A daemon that dies of a notice twice is not given it again. */
const DEATHS = 2;
const EXPIRED = 1;
const DISMISSED = 2;

export function createStandingNotice(parts: StandingNoticeParts): StandingNotice {
  const { daemon, clock, logger } = parts;
  const buttons = createButtons();
  let wish: Notice | null = null;
  let phase: Phase = { kind: 'unsent' };
  let deaths = 0;
  let stopWaiting: (() => void) | null = null;

  function want(notice: Notice | null): void {
    wish = notice;
    if (wish !== null) {
      if (phase.kind === 'standing' && phase.isCertain && isSameContent(phase.notice, wish)) {
        // Nothing to send; who closes it has seen this round too.
        phase = { ...phase, notice: wish };
      }
      return;
    }
    cancelWait();
    if (phase.kind === 'standing') daemon.closeNotification(phase.id);
    if (phase.kind === 'stand-in') phase.close();
    if (phase.kind !== 'sending') phase = { kind: 'unsent' };
  }

  function hasWork(): boolean {
    if (wish === null) return false;
    switch (phase.kind) {
      case 'unsent':
        return true;
      case 'standing':
        return !phase.isCertain || !isSameContent(phase.notice, wish);
      case 'silent':
        return wish.round > phase.round || (phase.expired !== undefined && phase.expired !== wish.title);
      case 'stand-in':
        return wish.round > phase.round;
      case 'sending':
        return false;
    }
  }

  function send(capabilities: ReadonlySet<string>): void {
    if (wish === null || !hasWork()) return;
    const before = phase.kind === 'standing' ? phase : null;
    const wait =
      before === null || !isProgress(before.notice, wish) ? 0 : before.sentAt + PROGRESS_EVERY_MS - clock.now();
    if (wait <= 0) {
      cancelWait();
      void notify(wish, before, capabilities);
    } else {
      // A clock that was set back keeps nothing waiting for longer.
      stopWaiting ??= clock.after(Math.min(wait, PROGRESS_EVERY_MS), () => {
        stopWaiting = null;
        parts.ready();
      });
    }
  }

  function cancelWait(): void {
    stopWaiting?.();
    stopWaiting = null;
  }

  async function notify(notice: Notice, before: Standing | null, capabilities: ReadonlySet<string>): Promise<void> {
    if (phase.kind === 'stand-in') phase.close();
    const set = buttons.next(notice);
    const replacesId = before?.id ?? 0;
    const body = notifyArguments({ notice, buttons: set, capabilities, appIcon: parts.appIcon, replacesId });
    const sentAt = clock.now();
    phase = { kind: 'sending', before, wasClosed: false, wasLost: null };
    buttons.sent(set);
    const answer = await daemon.notify(body);
    // Nothing else ends this phase; what happened meanwhile stands in it.
    const sending = phase;
    if (sending.kind !== 'sending') return;
    phase = answer.ok
      ? answered({ kind: 'standing', id: answer.value, notice, isCertain: true, sentAt }, sending)
      : failed(answer, notice, sending);
    want(wish);
    parts.ready();
  }

  function answered(standing: Standing, { before, wasClosed, wasLost }: Sending): Phase {
    deaths = 0;
    if (wasLost !== null) return afterLoss(standing, wasLost);
    buttons.shown();
    parts.named(standing.id, buttons);
    if (!wasClosed || before === null || standing.notice.round > before.notice.round) return standing;
    // It came up again under the hand that had just closed it.
    daemon.closeNotification(standing.id);
    return { kind: 'silent', round: standing.notice.round };
  }

  function failed({ reason, message }: Failure, notice: Notice, { before, wasClosed, wasLost }: Sending): Phase {
    const died = isDeath(reason);
    if (died) deaths += 1;
    if (deaths === DEATHS) {
      deaths = 0;
      logger.warn(`the notification daemon went twice while it was given "${notice.title}": it is not given it again`);
      return { kind: 'silent', round: notice.round };
    }
    if (before !== null && wasClosed) return { kind: 'silent', round: before.notice.round };
    const lost = wasLost ?? (reason === 'disconnected' ? 'bus' : died || isNobody(reason) ? 'daemon' : null);
    if (lost !== null) return before === null ? { kind: 'unsent' } : afterLoss(before, lost);
    if (reason === 'timeout') return before === null ? { kind: 'unsent' } : { ...before, isCertain: false };
    logger.warn(`the notification daemon refused "${notice.title}" (${reason}): ${message}`);
    if (before !== null) daemon.closeNotification(before.id);
    return { kind: 'stand-in', round: notice.round, close: parts.fallback(notice) };
  }

  function closed(id: number, reason: number): void {
    if (phase.kind === 'standing' && phase.id === id) {
      cancelWait();
      const { round, title } = phase.notice;
      // Nobody has put it away: that the gateway is back will be told.
      phase = reason === EXPIRED ? { kind: 'silent', round, expired: title } : { kind: 'silent', round };
    } else if (phase.kind === 'sending' && phase.before?.id === id && (reason === EXPIRED || reason === DISMISSED)) {
      // For any other reason it may be how this daemon replaces.
      phase = { ...phase, wasClosed: true };
    }
  }

  function lost(what: 'daemon' | 'bus'): void {
    cancelWait();
    switch (phase.kind) {
      case 'standing':
        phase = afterLoss(phase, what);
        return;
      case 'sending':
        phase = { ...phase, wasLost: what };
        return;
      case 'stand-in':
        // Whether anybody saw it is not known: it is told again, to a daemon.
        phase.close();
        phase = { kind: 'unsent' };
        return;
      case 'unsent':
      case 'silent':
        return;
    }
  }

  return {
    want,
    hasWork,
    send,
    standIn() {
      if (wish === null || !hasWork()) return;
      if (phase.kind === 'stand-in') phase.close();
      phase = { kind: 'stand-in', round: wish.round, close: parts.fallback(wish) };
    },
    isOver: () => wish === null && phase.kind !== 'sending',
    has: (id) =>
      (phase.kind === 'standing' && phase.id === id) || (phase.kind === 'sending' && phase.before?.id === id),
    closed,
    lost,
  };
}

/**
 * A critical one is there for as long as it is true, and went with its daemon: the next one gets it. The others were seen, and
 * would have gone by themselves. Of a connection that was lost the daemon may know nothing: what stood still stands.
 */
function afterLoss({ notice }: Standing, what: 'daemon' | 'bus'): Phase {
  const isToldAgain = what === 'daemon' && notice.urgency === 'critical';
  return isToldAgain ? { kind: 'unsent' } : { kind: 'silent', round: notice.round };
}
