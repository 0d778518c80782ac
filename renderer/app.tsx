import { useSyncExternalStore } from 'react';
import type { WindowApi } from '../main/core/ipc-contract';
import type { StateKeeper } from './state-keeper';
import { StatusPage } from './views/status-page';
import { Unreachable } from './views/unreachable';

interface AppProps {
  readonly keeper: StateKeeper;
  readonly runCommand: WindowApi['runCommand'];
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
      return <StatusPage state={kept.state} stateAt={kept.at} runCommand={runCommand} />;
  }
}
