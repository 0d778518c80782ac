import { createRoot } from 'react-dom/client';
import { windowApi } from './api';
import { App } from './app';
import { FailureGuard } from './components/failure-guard';
import { createStateKeeper } from './state-keeper';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const api = windowApi();
const keeper = createStateKeeper(api);
// For who reads it aloud.
keeper.subscribe(() => {
  const kept = keeper.current();
  if (kept.kind === 'known') document.documentElement.lang = kept.state.language;
});
createRoot(root).render(
  <FailureGuard isWhole>
    <App keeper={keeper} runCommand={api.runCommand} />
  </FailureGuard>,
);
