import { createRoot } from 'react-dom/client';
import { windowApi } from './api';
import { App } from './app';
import { FailureGuard } from './components/failure-guard';
import { createStateKeeper } from './state-keeper';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const api = windowApi();
createRoot(root).render(
  <FailureGuard>
    <App keeper={createStateKeeper(api)} runCommand={api.runCommand} />
  </FailureGuard>,
);
