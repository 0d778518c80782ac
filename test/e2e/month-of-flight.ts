import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineOf } from '../../main/adapters/flight-recorder/lines';
import type { FlightEvent } from '../../main/core/flight-record';
import type { Exit, Verdict } from '../../main/core/verdict';
import { exitWith, REQUESTED } from '../fixtures/exits';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Writes a month into the flight recorder of an app that is not started yet: working days with nights asleep, a few falls,
 * a loop, a day off, an update's restart, a time that nobody saw.
 */
export function writeMonth(stateFolder: string, unit: string, now: number): void {
  const folder = join(stateFolder, 'hermes-tray');
  mkdirSync(folder, { recursive: true });
  const lines = monthOf(unit, now).map(({ at, event }) => lineOf(at, event));
  writeFileSync(join(folder, 'flight.jsonl'), lines.join(''), { mode: 0o600 });
}

interface Written {
  readonly at: number;
  readonly event: FlightEvent;
}

function monthOf(unit: string, now: number): readonly Written[] {
  const written: Written[] = [];
  let count = 0;
  let run = { invocationId: '', from: 0, pid: 0 };
  const note = (at: number, event: FlightEvent) => written.push({ at, event });

  function begin(at: number): void {
    count += 1;
    run = { invocationId: count.toString(16).padStart(32, 'c'), from: at, pid: 20_000 + 37 * count };
    note(at + 40, { kind: 'run-seen', unit, invocationId: run.invocationId, pid: run.pid, startedAt: at });
  }
  function end(at: number, change: Partial<Exit>): void {
    const { invocationId, pid, from: startedAt } = run;
    const exit = exitWith({ unit, invocationId, pid, startedAt, endedAt: at, ...change });
    note(at + 120, { kind: 'run-ended', unit, exit });
  }
  function fall(at: number, verdict: Verdict, backMs: number, change: Partial<Exit> = {}): void {
    const id = `${unit}@${at}`;
    end(at, { verdict, consequence: { kind: 'systemd-restarts', at: at + backMs }, ...change });
    note(at + 130, { kind: 'incident', unit, id, phase: 'reviving', exits: 1 });
    begin(at + backMs);
    note(at + backMs + 50, { kind: 'incident', unit, id, phase: 'starting', exits: 1 });
    note(at + backMs + 4000, { kind: 'incident', unit, id, phase: 'recovered', exits: 1 });
  }
  function restart(at: number): void {
    note(at, { kind: 'restart-asked', unit, mode: 'graceful', invocationId: run.invocationId });
    note(at + 300, { kind: 'drain', unit, agents: 2 });
    end(at + 9000, {
      verdict: { kind: 'planned-restart', by: 'us' },
      isExpected: true,
      consequence: { kind: 'restarted' },
      evidence: [{ source: 'systemd', text: 'exit code 75', at: at + 9000 }],
    });
    begin(at + 9500);
    note(at + 14_000, { kind: 'restart-ended', unit, outcome: 'ready', tookMs: 14_000, reason: null });
  }
  function sleep(from: number, to: number): void {
    note(from, { kind: 'suspended' });
    note(to, { kind: 'resumed' });
  }
  /** Falls that come every ten seconds. */
  function loop(at: number, falls: number): void {
    const id = `${unit}@${at}`;
    for (let index = 0; index < falls; index += 1) {
      const fellAt = at + index * 10_000;
      end(fellAt, {
        verdict: { kind: 'failed-to-start', reason: "No module named 'hermes_cli'" },
        evidence: [
          { source: 'systemd', text: 'exit code 1', at: fellAt },
          { source: 'journal', text: "ModuleNotFoundError: No module named 'hermes_cli'", at: fellAt - 200 },
        ],
      });
      note(fellAt + 130, { kind: 'incident', unit, id, phase: index < 2 ? 'reviving' : 'looping', exits: index + 1 });
      begin(fellAt + 8000);
    }
    note(at + falls * 10_000, { kind: 'incident', unit, id, phase: 'recovered', exits: falls });
  }

  const start = now - 26 * DAY;
  note(start, { kind: 'app-started', version: '0.1.0' });
  begin(start - 2 * DAY);
  for (let day = 25; day >= 1; day -= 1) {
    const evening = now - day * DAY - 6 * HOUR;
    if (day === 21) fall(evening - 5 * HOUR, { kind: 'out-of-memory', victim: 'child' }, 31_000);
    if (day === 17) restart(evening - 3 * HOUR);
    if (day === 15) {
      // A day off.
      note(evening, { kind: 'stop-asked', unit });
      end(evening + 2000, { ...REQUESTED, evidence: [{ source: 'systemd', text: 'a stop job', at: evening }] });
      note(evening + 30 * HOUR, { kind: 'start-asked', unit });
      begin(evening + 30 * HOUR + 500);
      continue;
    }
    if (day === 14) continue;
    if (day === 11) {
      // The machine is off over night, and nobody knows how the gateway ended.
      note(evening, { kind: 'app-ended' });
      note(evening + 12 * HOUR, { kind: 'app-started', version: '0.1.0' });
      begin(evening + 12 * HOUR - 5000);
      continue;
    }
    if (day === 8) loop(evening - 2 * HOUR, 9);
    if (day === 5) fall(evening - 4 * HOUR, { kind: 'crashed', signal: 11, dumpedCore: true }, 12 * MINUTE);
    if (day === 3) fall(evening - 1 * HOUR, { kind: 'sigterm-from-outside' }, 6000);
    if (day !== 1) sleep(evening, evening + 9 * HOUR);
  }
  sleep(now - 22 * HOUR, now - 14 * HOUR);
  restart(now - 11 * HOUR);
  fall(now - 7 * HOUR, { kind: 'watchdog', whose: 'event-loop' }, 95_000, {
    evidence: [{ source: 'log', text: 'event loop stalled for 120 s, exiting', at: now - 7 * HOUR }],
  });
  fall(now - 3 * HOUR, { kind: 'killed', signal: 9 }, 6000);
  note(now - 2 * HOUR, { kind: 'stop-asked', unit });
  end(now - 2 * HOUR + 1500, { ...REQUESTED, evidence: [] });
  note(now - 80 * MINUTE, { kind: 'start-asked', unit });
  begin(now - 80 * MINUTE + 400);
  end(now - 2 * MINUTE, { ...REQUESTED, evidence: [] });
  note(now - 90_000, { kind: 'app-ended' });
  return written.toSorted((left, right) => left.at - right.at);
}
