/** Waiting for running turns, and cutting those that outlive the timeout. */
import type { Gateway } from './gateway';
import type { Cancel } from './loop';

/** Logs `Shutdown phase: <name> at +N s<detail>`, which 0.11 does not have. */
export type LogPhase = (name: string, detail?: string) => void;

const REWRITE_SECONDS = 1;
/** How long interrupted turns may take to end. */
const GRACE_SECONDS = 5;

/** Rewrites the state file with the count at each change and at least every second. */
export function keepTellingAgents({ loop, state, turns }: Gateway): Cancel {
  const tell = () => state.write({ active_agents: turns.count });
  const stops = [loop.every(REWRITE_SECONDS, tell), turns.onChange(tell)];
  return () => {
    for (const stop of stops) stop();
  };
}

export async function drain(gateway: Gateway, phase: LogPhase): Promise<{ readonly timedOut: boolean }> {
  const { facts, loop, logs, turns, tools, options, drainSeconds } = gateway;
  const activeAtStart = turns.count;
  const beganAt = loop.elapsed();
  const stopTelling = keepTellingAgents(gateway);
  const timedOut = !(await turns.idleWithin(drainSeconds));
  stopTelling();

  const took = (loop.elapsed() - beganAt).toFixed(2);
  const flag = timedOut ? 'True' : 'False';
  const counts = `active_at_start=${activeAtStart}, active_now=${turns.count}, cron_at_start=0, cron_now=0, api_at_start=0, api_now=0`;
  phase('drain done', ` (drain took ${took}s, timed_out=${flag}, ${counts})`);
  if (!timedOut) return { timedOut };

  const limit = drainSeconds.toFixed(1);
  logs.warning(
    facts.version === '0.11'
      ? `Gateway drain timed out after ${limit}s with ${turns.count} active agent(s); interrupting remaining work.`
      : `Gateway drain timed out after ${limit}s with ${turns.count} active agent(s), 0 in-flight cron job(s), and 0 api_server run(s); interrupting remaining work.`,
  );
  turns.interrupt(options.interruptSeconds);
  await turns.idleWithin(GRACE_SECONDS);
  const killed = tools.killAll();
  if (killed > 0 && facts.version !== '0.11') {
    logs.info(`Shutdown (post-interrupt): killed ${killed} tool subprocess(es)`);
  }
  phase('post-interrupt tool kill done');
  return { timedOut };
}
