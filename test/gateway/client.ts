/** The tests' side of `.simulator.sock`: drive a living simulator, or prepare the next start of a dead one. */
import { createConnection } from 'node:net';
import type { SimulatorCommand, SimulatorStatus } from './commands';
import { homePaths } from './home';
import type { LogFile, LogLevel } from './logs';
import type { ProviderStatus } from './provider-errors';
import { failNextStarts, type StartFailure } from './start-failures';
import type { PlatformState } from './state-file';

const ANSWER_DEADLINE_MS = 5000;

/**
 * One connection per command, so that a client outlives restarts of its gateway. Rejects when no simulator
 * listens in that home or it refuses the command.
 */
export function simulatorAt(home: string) {
  const paths = homePaths(home);
  const send = (command: SimulatorCommand) => request(paths.simulatorSocket, command);
  const act = async (command: SimulatorCommand): Promise<void> => {
    await send(command);
  };
  return {
    home,
    send,
    // The simulator of the same source tree answers with this type.
    status: async () => (await send({ command: 'status' })) as SimulatorStatus,
    /** Begins or finishes turns until `agents` run. */
    setAgents: (agents: number, seconds?: number) =>
      act({ command: 'set-agents', agents, ...(seconds === undefined ? {} : { seconds }) }),
    /** Finishes the oldest turn, or the named session's. */
    finishAgent: (session?: string) => act({ command: 'finish-agent', ...(session === undefined ? {} : { session }) }),
    /** `inbound message` now, `response ready` after `seconds` (contract seconds). */
    turn: (seconds: number, more: { readonly platform?: string; readonly message?: string } = {}) =>
      act({ command: 'turn', seconds, ...more }),
    platform: (name: string, { state, errorCode, errorMessage }: PlatformState) =>
      act({
        command: 'platform',
        name,
        state,
        ...(errorCode === undefined ? {} : { errorCode }),
        ...(errorMessage === undefined ? {} : { errorMessage }),
      }),
    providerError: (status: ProviderStatus) => act({ command: 'provider-error', status }),
    log: (level: LogLevel, message: string, logger = 'gateway.run') => act({ command: 'log', level, logger, message }),
    /** Bytes as they are; nothing is added, not even a newline. */
    rawLog: (content: string | Buffer, file: LogFile = 'agent') =>
      act({ command: 'raw-log', file, base64: Buffer.from(content).toString('base64') }),
    rotateLog: (file: LogFile = 'agent') => act({ command: 'rotate-log', file }),
    /** The process is gone when this resolves or soon after; it cleans up nothing. */
    exit: (code: number) => act({ command: 'exit', code }),
    freeze: () => act({ command: 'freeze' }),
    thaw: () => act({ command: 'thaw' }),
    /** Resolves to the pid that holds the memory. */
    allocate: async (megabytes: number, by: 'gateway' | 'tool' = 'gateway') =>
      Number(await send({ command: 'allocate', megabytes, by })),
    /** Needs no living gateway. */
    failNextStarts: (failure: StartFailure, times = 1) => failNextStarts(paths, failure, times),
  };
}

export type Simulator = ReturnType<typeof simulatorAt>;

function request(path: string, command: SimulatorCommand): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Error(`simulator at ${path}, command '${command.command}': ${reason}`));
    };
    let answer = '';
    socket.setEncoding('utf8');
    socket.setTimeout(ANSWER_DEADLINE_MS, () => fail(`no answer within ${ANSWER_DEADLINE_MS} ms`));
    socket.on('error', (error) => fail(error.message));
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (answer.endsWith('\n')) socket.end();
    });
    socket.on('close', () => {
      // A process that exits on command cannot answer.
      if (answer === '') return command.command === 'exit' ? resolve(null) : fail('closed without an answer');
      const reply: { ok: boolean; result?: unknown; error?: string } = JSON.parse(answer);
      return reply.ok ? resolve(reply.result) : fail(reply.error ?? 'refused');
    });
    socket.write(`${JSON.stringify(command)}\n`);
  });
}
