import { useEffect, useRef, useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import type { AppState, Gateway } from '../main/core/state';
import type { Timeline } from '../main/core/timeline';
import { ask } from './ask';
import { createThrottle, type Throttle } from './throttle';

export interface ReadTimeline {
  /** Null until it was read. */
  readonly timeline: Timeline | null;
  /** Why it could not be read the last time. */
  readonly problem: string | null;
}

const NOT_MORE_OFTEN_THAN_MS = 1000;
const NOTHING: ReadTimeline = { timeline: null, problem: null };

/** A gateway's timeline, read anew when something has happened to it, or to the machine or its code. */
export function useTimeline(
  gateway: Gateway,
  { resumedAt, update }: Pick<AppState, 'resumedAt' | 'update'>,
  runCommand: RunCommand,
): ReadTimeline {
  const { unit } = gateway;
  const [read, setRead] = useState<ReadTimeline>(NOTHING);
  const reader = useRef<Throttle | null>(null);
  const happened = `${unit} ${resumedAt} ${update?.id} ${update?.phase.kind} ${happeningsOf(gateway)}`;

  useEffect(() => {
    let isOver = false;
    const throttle = createThrottle(NOT_MORE_OFTEN_THAN_MS, () => {
      void ask(runCommand, { kind: 'read-timeline', unit }).then((result) => {
        if (isOver) return;
        setRead((before) =>
          result.ok ? { timeline: result.value, problem: null } : { ...before, problem: result.message },
        );
      });
    });
    reader.current = throttle;
    return () => {
      isOver = true;
      throttle.cancel();
    };
  }, [unit, runCommand]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what has happened is the reason to read, and no part of it
  useEffect(() => reader.current?.request(), [happened]);

  return read;
}

/** Changes with all that the flight recorder writes down of a gateway, and with nothing that it does many times a minute. */
export function happeningsOf({ facts, exits, incident, restart, operation, drainingSince }: Gateway): string {
  const [exit] = exits;
  return [
    facts.invocationId,
    facts.mainPid,
    facts.activeState,
    exit?.invocationId,
    exit?.endedAt,
    exits.length,
    incident?.id,
    incident?.phase.kind,
    incident?.exits,
    restart?.phase.kind,
    restart?.mode,
    operation?.kind,
    drainingSince,
  ].join(' ');
}
