import { useSyncExternalStore } from 'react';
import type { RunCommand } from '../main/core/answers';
import { setLanguage } from '../main/core/i18n';
import type { StateKeeper } from './state-keeper';
import { Shell } from './views/shell';
import { Unreachable } from './views/unreachable';

interface AppProps {
  readonly keeper: StateKeeper;
  readonly runCommand: RunCommand;
}

export function App({ keeper, runCommand }: AppProps) {
  const kept = useSyncExternalStore(keeper.subscribe, keeper.current);
  switch (kept.kind) {
    case 'waiting':
      // Nothing at all: the window is shown with its first paint, which is to be the gateway's status.
      return null;
    case 'unreachable':
      return <Unreachable reason={kept.reason} />;
    case 'known':
      setLanguage(kept.state.language);
      return <Shell state={kept.state} stateAt={kept.at} runCommand={runCommand} />;
  }
}
