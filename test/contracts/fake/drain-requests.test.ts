import { createFakeDrainRequests } from '../../fakes/fake-drain-requests';
import { drainRequestsContract } from '../drain-requests.contract';

drainRequestsContract('the fake drain requests', () => {
  const requests = createFakeDrainRequests();
  let homes = 0;
  return {
    requests,
    makeHome: () => `/home/ada/.hermes${++homes}`,
    putForeign: (home) => void requests.found.set(home, 'foreign'),
    hasRequest: (home) => requests.found.has(home),
    close() {},
  };
});
