import { useEffect, useState } from 'react';
import type { RunCommand } from '../main/core/answers';
import type { Usage } from '../main/core/usage';
import { ask } from './ask';
import { thisPage } from './seen-page';
import { withSample } from './usage-history';
import { sampleUsage } from './usage-sampler';

/** What was sampled of each gateway, kept for whoever comes back to its card. It goes with the window. */
const histories = new Map<string, readonly Usage[]>();

/** What a gateway has used lately; sampled while its card is shown, and no longer. Null for one that does not run. */
export function useUsage(unit: string | null, runCommand: RunCommand): readonly Usage[] {
  const [samples, setSamples] = useState<readonly Usage[]>(() => historyOf(unit));

  useEffect(() => {
    if (unit === null) return;
    return sampleUsage({
      page: thisPage,
      async ask() {
        const result = await ask(runCommand, { kind: 'read-usage', unit });
        return result.ok ? result.value : null;
      },
      take(usage) {
        histories.set(unit, withSample(historyOf(unit), usage));
        setSamples(historyOf(unit));
      },
    });
  }, [unit, runCommand]);

  return samples;
}

function historyOf(unit: string | null): readonly Usage[] {
  return (unit === null ? undefined : histories.get(unit)) ?? [];
}
