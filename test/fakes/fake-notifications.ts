import type { NotificationListener, Notifications } from '../../main/app/ports/notifications';
import type { Notice } from '../../main/core/notice';

/** Notifications of which a test is the daemon and the person. */
export interface FakeNotifications extends Notifications {
  /** What stands now, oldest first. */
  readonly standing: readonly Notice[];
  /** Everything that came up or was replaced, in order. */
  readonly shown: readonly Notice[];
  /** How many came up: replacing one in place is none. */
  readonly popUps: number;
  /** Presses a button of the one that stands under this key, by its label; the daemon closes it then. */
  press(key: string, label: string): void;
  /** Clicks the notification itself; the daemon closes it then. */
  click(key: string): void;
  dismiss(key: string): void;
  expire(key: string): void;
  readonly isClosed: boolean;
}

export function createFakeNotifications(): FakeNotifications {
  const standing = new Map<string, Notice>();
  /** What was closed by the person or by time (`expired`: its title), by key, as long as it is wanted: the round they saw. */
  const silent = new Map<string, { readonly round: number; readonly expired: string | null }>();
  const shown: Notice[] = [];
  let wanted: readonly Notice[] = [];
  let listener: NotificationListener | null = null;
  let isClosed = false;
  let popUps = 0;

  function update(): void {
    const keys = new Set(wanted.map(({ key }) => key));
    for (const key of standing.keys()) if (!keys.has(key)) standing.delete(key);
    for (const key of silent.keys()) if (!keys.has(key)) silent.delete(key);
    for (const notice of wanted) {
      const seen = silent.get(notice.key);
      const isOther = seen !== undefined && seen.expired !== null && seen.expired !== notice.title;
      if (seen !== undefined && notice.round <= seen.round && !isOther) continue;
      silent.delete(notice.key);
      const before = standing.get(notice.key);
      standing.set(notice.key, notice);
      if (before === undefined) popUps += 1;
      if (before === undefined || content(before) !== content(notice)) shown.push(notice);
    }
  }

  function one(key: string): Notice {
    const notice = standing.get(key);
    if (notice === undefined) throw new Error(`no notification ${key}; there are: ${[...standing.keys()].join(', ')}`);
    return notice;
  }

  function end(key: string, expired: string | null = null): void {
    silent.set(key, { round: one(key).round, expired });
    standing.delete(key);
  }

  /** After a press the daemon closes it, unless that took it away already. */
  function endPressed(key: string): void {
    if (standing.has(key)) end(key);
  }

  return {
    get standing() {
      return [...standing.values()];
    },
    shown,
    get popUps() {
      return popUps;
    },
    get isClosed() {
      return isClosed;
    },
    start(given) {
      listener = given;
      update();
    },
    show(notices) {
      wanted = notices;
      if (listener !== null) update();
    },
    close() {
      standing.clear();
      silent.clear();
      listener = null;
      isClosed = true;
    },
    press(key, label) {
      const { actions } = one(key);
      const action = actions.find((candidate) => candidate.label === label);
      if (action === undefined) throw new Error(`no button ${label}; there are: ${actions.map((each) => each.label)}`);
      listener?.commandChosen(action.command);
      endPressed(key);
    },
    click(key) {
      listener?.commandChosen(one(key).defaultCommand);
      endPressed(key);
    },
    dismiss: (key) => end(key),
    expire: (key) => end(key, one(key).title),
  };
}

function content(notice: Notice): string {
  return JSON.stringify({ ...notice, round: 0 });
}
