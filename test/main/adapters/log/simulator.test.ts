import { expect, it } from 'vitest';
import { createClock } from '../../../../main/adapters/clock/clock';
import { createGatewayLogs } from '../../../../main/adapters/log/gateway-logs';
import type { LogFact } from '../../../../main/core/log-finding';
import { createAnnouncements } from '../../../contracts/announcements';
import { listenerOf } from '../../../contracts/gateway-logs.contract';
import { createFakeLogger } from '../../../fakes/fake-logger';
import { testHomes } from '../../../gateway/test-home';
import { HERMES_VERSIONS } from '../../../gateway/versions';

const homes = testHomes();

it.each(HERMES_VERSIONS)('tells the life of a gateway of Hermes %s', async (version) => {
  const home = homes.newHome();
  const seen = createAnnouncements<LogFact>();
  const logs = createGatewayLogs({ clock: createClock(), logger: createFakeLogger() });
  const followed = logs.follow(home, null, listenerOf(seen));
  await followed.settled();
  const gateway = homes.start({ version, home, flags: ['--time-scale', '0.01'] });
  await gateway.reaches('running');
  gateway.kill('SIGTERM');
  await gateway.ended;
  await followed.settled();
  followed.close();
  const kinds = seen.all.map(({ finding }) => finding.kind);
  const drained = version === '0.11' ? [] : ['drain-ended'];
  expect(kinds).toEqual(['starting', 'running', 'signal', 'stopping', ...drained, 'stopped', 'exiting']);
});
