import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../app/ports/clock';
import type { PathWatcher } from '../../app/ports/path-watcher';
import type { SessionBus } from '../../app/ports/session-bus';
import { QUESTION_AFTER_MS } from '../../core/update-output';
import { MOST_OUTPUT, type UpdateProcessState } from '../../core/update-process';
import { callManager, isUnitThere, MANAGER, MANAGER_PATH, SYSTEMD } from './calls';
import { type ProcessFiles, readExit, readTail, type Tail } from './files';
import { objectPath } from './unit';

export interface FollowParts {
  readonly bus: SessionBus;
  readonly clock: Clock;
  readonly watcher: PathWatcher;
  readonly unit: string;
  readonly files: ProcessFiles;
  readonly listener: (state: UpdateProcessState) => void;
}

/** A build tool may write a thousand times a second. */
const LEAST_GAP_MS = 100;

/**
 * Tells how a process stands by its files and by whether its unit is there. Looks when systemd says that the unit came,
 * changed or went, when its files change, and once after QUESTION_AFTER_MS without output.
 */
export function followProcess({ bus, clock, watcher, unit, files, listener }: FollowParts): () => void {
  let told: UpdateProcessState | null = null;
  let hasRun = false;
  let isLooking = false;
  let isResting = false;
  let isWantedAgain = false;
  let isClosed = false;
  let cancelRest = () => {};
  let cancelQuiet = () => {};

  function look(): void {
    if (isClosed) return;
    if (isLooking || isResting) {
      isWantedAgain = true;
      return;
    }
    isLooking = true;
    void read().then((state) => {
      isLooking = false;
      isResting = true;
      cancelRest = clock.after(LEAST_GAP_MS, () => {
        isResting = false;
        if (!isWantedAgain) return;
        isWantedAgain = false;
        look();
      });
      tell(state);
    });
  }

  async function read(): Promise<UpdateProcessState> {
    const ended = await readEnd();
    if (ended !== null) return ended;
    const isThere = await isUnitThere(bus, unit);
    if (isThere === true) hasRun = true;
    // What it writes is heard without systemd, and its end, too.
    if (isThere === null ? told?.kind === 'running' : isThere) return running(await readTail(files.log, MOST_OUTPUT));
    // It may have ended since we looked.
    const endedSince = await readEnd();
    if (endedSince !== null) return endedSince;
    if (isThere === null) return { kind: 'unknown' };
    const tail = await readTail(files.log, MOST_OUTPUT);
    if (tail === null && !hasRun) return { kind: 'absent' };
    return { kind: 'ended', output: tail?.text ?? '', exitCode: null };
  }

  async function readEnd(): Promise<UpdateProcessState | null> {
    const exit = await readExit(files.exit);
    if (exit === null) return null;
    const tail = await readTail(files.log, MOST_OUTPUT);
    return { kind: 'ended', output: tail?.text ?? '', exitCode: exit.exitCode };
  }

  function running(tail: Tail | null): UpdateProcessState {
    cancelQuiet();
    if (tail === null || tail.text === '') return { kind: 'running', output: '', isQuiet: false };
    // A clock that was set back makes no silence of hours.
    const quietIn = Math.min(tail.writtenAt, clock.now()) + QUESTION_AFTER_MS - clock.now();
    if (quietIn > 0) cancelQuiet = clock.after(quietIn, look);
    return { kind: 'running', output: tail.text, isQuiet: quietIn <= 0 };
  }

  function tell(state: UpdateProcessState): void {
    if (isClosed || isDeepStrictEqual(state, told)) return;
    if (state.kind !== 'running') cancelQuiet();
    told = state;
    listener(state);
  }

  const ofManager = { sender: SYSTEMD, path: MANAGER_PATH, interface: MANAGER, arg0: unit } as const;
  const ends = [
    watcher.watch([files.log, files.exit], look),
    bus.onSignal({ ...ofManager, member: 'UnitNew' }, look),
    bus.onSignal({ ...ofManager, member: 'UnitRemoved' }, look),
    // What it has left running holds it, so that it ends and is not removed.
    bus.onSignal(
      {
        sender: SYSTEMD,
        path: objectPath(unit),
        interface: 'org.freedesktop.DBus.Properties',
        member: 'PropertiesChanged',
        arg0: 'org.freedesktop.systemd1.Unit',
      },
      look,
    ),
    // systemd is there again: it was executed anew, or has come to a bus that was there before it.
    bus.onSignal(
      { sender: 'org.freedesktop.DBus', member: 'NameOwnerChanged', arg0: SYSTEMD },
      ({ body: [, , owner] }) => {
        if (owner !== '') listen();
      },
    ),
    bus.onStatus((status) => {
      if (status.kind === 'up') listen();
    }),
  ];

  function listen(): void {
    // It says no to a second time on the same connection, which is as good.
    void callManager(bus, 'Subscribe', '', []);
    look();
  }

  queueMicrotask(() => {
    if (told === null) tell({ kind: 'unknown' });
    look();
  });

  return () => {
    isClosed = true;
    cancelRest();
    cancelQuiet();
    for (const end of ends) end();
  };
}
