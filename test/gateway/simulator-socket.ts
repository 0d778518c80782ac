/**
 * `<HERMES_HOME>/.simulator.sock`: the tests' hand on a living simulator, no part of Hermes. JSON lines in,
 * one `{"ok":true,"result":…}` or `{"ok":false,"error":…}` line out per command. It answers while the
 * gateway is frozen; what a command does to a frozen gateway happens at the thaw.
 */
import { rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { parseCommand, type SimulatorCommand, type SimulatorStatus } from './commands';
import type { Gateway } from './gateway';
import type { Cancel } from './loop';
import { changePlatform } from './platforms';
import { providerErrorLines } from './provider-errors';

const memory: Buffer[] = [];

export function openSimulatorSocket(gateway: Gateway): Cancel {
  const path = gateway.paths.simulatorSocket;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    createInterface({ input: socket }).on('line', (line) =>
      socket.write(`${JSON.stringify(respond(gateway, line))}\n`),
    );
  });
  rmSync(path, { force: true });
  server.listen(path);
  server.on('error', (error) => process.stderr.write(`simulator socket ${path}: ${error.message}\n`));
  let inode: number | undefined;
  server.once('listening', () => {
    inode = statSync(path, { throwIfNoEntry: false })?.ino;
  });
  return () => {
    // A gateway that took over while this one lingers has its own socket there.
    if (statSync(path, { throwIfNoEntry: false })?.ino === inode) rmSync(path, { force: true });
  };
}

function respond(gateway: Gateway, line: string) {
  try {
    return { ok: true, result: perform(gateway, parseCommand(line)) ?? null };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

function perform(gateway: Gateway, command: SimulatorCommand): unknown {
  const { loop, logs, turns, options } = gateway;
  switch (command.command) {
    case 'status':
      return status(gateway);
    case 'freeze':
      return loop.freeze();
    case 'thaw':
      return loop.thaw();
    case 'exit':
      return process.exit(command.code);
    case 'allocate':
      return allocate(gateway, command.megabytes, command.by);
    case 'raw-log':
      return logs.writeRaw(command.file, Buffer.from(command.base64, 'base64'));
    case 'rotate-log':
      return logs.rotate(command.file);
    case 'log':
      return logs.write(command);
    case 'set-agents':
      return loop.post(() => setAgents(gateway, command.agents, command.seconds ?? options.agentSeconds));
    case 'finish-agent': {
      const turn = turns.all.find(({ session }) => session === (command.session ?? session));
      if (turn === undefined)
        throw new Error(`no such agent runs; running: ${status(gateway).sessions.join(', ') || 'none'}`);
      return loop.post(() => turns.finish(turn));
    }
    case 'turn':
      if (!turns.accepting) throw new Error('the gateway is draining or starting and takes no new turn');
      return loop.post(() => turns.start(command));
    case 'platform':
      return loop.post(() => changePlatform(gateway, command.name, command));
    case 'provider-error':
      return loop.post(() => {
        const session = turns.all[0]?.session ?? '20261123_195502_a8bd6edb';
        for (const line of providerErrorLines(command.status, session)) logs.write(line);
      });
    default:
      return command satisfies never;
  }
}

function status({ identity, facts, loop, stops, turns }: Gateway): SimulatorStatus {
  return {
    pid: identity.pid,
    startTime: identity.startTime,
    version: facts.version,
    frozen: loop.isFrozen,
    stopping: stops.isRequested,
    sessions: turns.all.map(({ session }) => session),
  };
}

function setAgents({ turns }: Gateway, agents: number, seconds: number): void {
  while (turns.count < agents && turns.start({ seconds }) !== undefined);
  for (const turn of turns.all.slice(agents)) turns.finish(turn);
}

function allocate({ tools }: Gateway, megabytes: number, by: 'gateway' | 'tool'): number | undefined {
  if (by === 'tool') return tools.start(megabytes);
  // Filled, because untouched pages cost nothing.
  for (let index = 0; index < megabytes; index += 1) memory.push(Buffer.alloc(1024 * 1024, 1));
  return process.pid;
}
