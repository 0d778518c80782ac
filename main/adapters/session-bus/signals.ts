import type { Logger } from '../../app/ports/logger';
import type { BusCall, BusSignal, SignalMatch } from '../../app/ports/session-bus';
import type { Result } from '../../core/result';
import { createMatchRules, matches, ruleText } from './match-rules';
import { BUS, createNameOwners, needsOwner, ownerChangeMatch } from './name-owners';

export interface Signals {
  subscribe(match: SignalMatch, listener: (signal: BusSignal) => void): () => void;
  deliver(signal: BusSignal): void;
  /** Tells a fresh connection what is subscribed. */
  replay(): void;
  forgetOwners(): void;
  clear(): void;
}

/** `call` fails at once, with reason `disconnected`, while there is no connection. */
export function createSignals(call: (call: BusCall) => Promise<Result<readonly unknown[]>>, logger: Logger): Signals {
  const subscriptions = new Map<symbol, { match: SignalMatch; listener: (signal: BusSignal) => void }>();
  const owners = createNameOwners();
  const rules = createMatchRules(tellBus);

  function tellBus(member: 'AddMatch' | 'RemoveMatch', rule: string): void {
    void call({ ...BUS, member, signature: 's', body: [rule] }).then((result) => {
      // At a deadline the bus still has the request, and will come to it.
      if (result.ok || result.reason === 'disconnected' || result.reason === 'timeout') return;
      logger.warn(`${member} ${rule} failed`, result.message);
    });
  }

  async function askOwner(name: string): Promise<void> {
    const answer = await call({ ...BUS, member: 'GetNameOwner', signature: 's', body: [name] });
    if (answer.ok) owners.set(name, String(answer.value[0]));
    // A bus that hung: without the owner every signal of this name would be taken for somebody else's.
    else if (answer.reason === 'timeout' && owners.tracked().includes(name)) await askOwner(name);
  }

  return {
    // The order of the calls matters: the bus first learns that we want to hear of a new owner, then answers who it is,
    // and only then has the rule that lets the first signal through.
    subscribe(match, listener) {
      const key = Symbol();
      const { sender } = match;
      subscriptions.set(key, { match, listener });
      if (needsOwner(sender)) {
        rules.add(ruleText(ownerChangeMatch(sender)));
        if (owners.track(sender)) void askOwner(sender);
      }
      rules.add(ruleText(match));
      return () => {
        if (!subscriptions.delete(key)) return;
        rules.remove(ruleText(match));
        if (!needsOwner(sender)) return;
        rules.remove(ruleText(ownerChangeMatch(sender)));
        owners.untrack(sender);
      };
    },

    replay() {
      const ownerRules = owners.tracked().map((name) => ruleText(ownerChangeMatch(name)));
      for (const rule of ownerRules) tellBus('AddMatch', rule);
      for (const name of owners.tracked()) void askOwner(name);
      for (const rule of rules.all()) {
        if (!ownerRules.includes(rule)) tellBus('AddMatch', rule);
      }
    },

    deliver(signal) {
      owners.observe(signal);
      for (const [key, { match, listener }] of [...subscriptions]) {
        // One listener may end another's subscription.
        if (!subscriptions.has(key) || !matches(match, signal, owners.ownerOf)) continue;
        try {
          listener(signal);
        } catch (error) {
          logger.error(`a listener of ${signal.interface}.${signal.member} failed`, error);
        }
      }
    },

    forgetOwners: owners.forgetAll,
    clear: () => subscriptions.clear(),
  };
}
