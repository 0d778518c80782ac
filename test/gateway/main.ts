/**
 * A simulator of the Hermes Agent gateway for tests and the demo. It is NOT Hermes: no chat platform, no
 * model, no code of Hermes. It honours the gateway's outer contract as Hermes 0.11, 0.19 and 0.21 do: files,
 * log lines, signals, exit codes, the systemd unit. The facts are hermes-contract.md's (0.11 and 0.19 observed
 * there on real gateways and under systemd 252; 0.21 read from its sources); `versions.ts` names the sections.
 *
 *   npx rolldown test/gateway/main.ts -o out/test-tools/gateway.mjs --platform node --format esm
 *   HERMES_HOME=… node out/test-tools/gateway.mjs gateway run --hermes-version 0.19
 */
import { setTimeout as delay } from 'node:timers/promises';
import { flagHelp, parseCommandLine, runOptions } from './options';
import { helpPlannedRestart } from './planned-restart';
import { runGateway } from './run';
import { restoreDefaultSignals } from './signals';
import { markPlannedStop } from './stop-mark';

const CLEANUP_MS = 550;

restoreDefaultSignals();
// The reader of our output may be gone before we are; Hermes under systemd never notices either.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`gateway simulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(`gateway.mjs [gateway] run --hermes-version V [flags]\n${flagHelp()}\n`);
    return 0;
  }
  const line = parseCommandLine(args);
  // Both spellings: units use `gateway run`, which is what readers of /proc/<pid>/cmdline look for.
  const [verb, ...rest] = line.positionals[0] === 'gateway' ? line.positionals.slice(1) : line.positionals;
  switch (verb) {
    case 'run':
      return runGateway(runOptions(line));
    case 'planned-stop-mark':
      return markPlannedStop(process.env);
    case 'cgroup-cleanup':
      // The real one kills what tool children left, which KillMode does for the simulator. It takes a
      // Python's start: long enough for the planned-restart helper to queue its job meanwhile (§10).
      await delay(Number(rest[0] ?? CLEANUP_MS));
      return 0;
    case 'planned-restart-helper': {
      const [pid, unit] = rest;
      if (pid === undefined || unit === undefined) throw new Error('planned-restart-helper takes PID and UNIT.');
      await helpPlannedRestart(Number(pid), unit);
      return 0;
    }
    default:
      throw new Error(`unknown command '${verb ?? ''}'; see --help.`);
  }
}
