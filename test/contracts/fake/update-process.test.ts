import { createFakeUpdateProcesses } from '../../fakes/fake-update-processes';
import { updateProcessContract } from '../update-process.contract';

updateProcessContract('the fake update processes', async () => {
  const processes = createFakeUpdateProcesses();
  const printed = new Map<string, string>();
  return {
    processes,
    spec: (id) => ({
      id,
      part: 'update',
      checkout: '/home/ada/.hermes/hermes-agent',
      profile: 'default',
      root: '/home/ada/.hermes',
      environment: [],
      requestedIn: [],
      backTo: null,
    }),
    async print(id, text) {
      printed.set(id, (printed.get(id) ?? '') + text);
      processes.say(`${id}/update`, { kind: 'running', output: printed.get(id) ?? '', isQuiet: false });
    },
    async end(id, exitCode) {
      processes.say(`${id}/update`, { kind: 'ended', output: printed.get(id) ?? '', exitCode });
    },
    begun: (id) => processes.started.filter((spec) => spec.id === id).length,
    async close() {
      processes.close();
    },
  };
});
