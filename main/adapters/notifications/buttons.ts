import type { Command } from '../../core/commands';
import type { Notice } from '../../core/notices';

/** The specification's key for a click on the notification itself. */
export const DEFAULT_ACTION = 'default';

export interface Button {
  readonly key: string;
  readonly label: string;
  readonly command: Command;
}

/** What one Notify offers to press. */
export interface ButtonSet {
  readonly buttons: readonly Button[];
  readonly defaultCommand: Command;
}

/**
 * The buttons of one notification. A key stands for one label with one command and is never used for another: whoever
 * presses a button in the moment in which it is replaced gets what it said.
 */
export interface Buttons {
  /** For what is about to be sent: buttons that are there already keep their keys. */
  next(notice: Notice): ButtonSet;
  /** It is on its way to the daemon. */
  sent(set: ButtonSet): void;
  /** The daemon has taken what was sent last: a click on the notification is a click on that. */
  shown(): void;
  /** Null for a key that was never there, or not for long. */
  command(key: string): Command | null;
}

export function createButtons(): Buttons {
  /** Newest first: what was sent last, and what a person may still see of the one before. */
  let sets: readonly ButtonSet[] = [];
  let shownSet: ButtonSet | null = null;
  let made = 0;

  function keyFor(label: string, command: Command): string {
    const known = sets
      .flatMap(({ buttons }) => buttons)
      .find((button) => button.label === label && isSameCommand(button.command, command));
    if (known !== undefined) return known.key;
    made += 1;
    return `${command.kind}-${made}`;
  }

  return {
    next: ({ actions, defaultCommand }) => ({
      buttons: actions.map(({ label, command }) => ({ key: keyFor(label, command), label, command })),
      defaultCommand,
    }),
    sent(set) {
      sets = [set, ...sets.slice(0, 1)];
    },
    shown() {
      shownSet = sets[0] ?? null;
    },
    command(key) {
      if (key === DEFAULT_ACTION) return (shownSet ?? sets[0])?.defaultCommand ?? null;
      return sets.flatMap(({ buttons }) => buttons).find((button) => button.key === key)?.command ?? null;
    },
  };
}

/** Commands are plain values, made in one place each. */
export function isSameCommand(left: Command, right: Command): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
