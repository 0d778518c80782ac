import { findInHead, logFact } from '../../../main/core/log-findings';
import { epochOf, parseLogHead } from '../../../main/core/log-head';
import { createFakeGatewayLogs } from '../../fakes/fake-gateway-logs';
import { gatewayLogsContract } from '../gateway-logs.contract';

gatewayLogsContract('FakeGatewayLogs', async () => {
  const logs = createFakeGatewayLogs();
  const home = '/home/ada/.hermes';
  return {
    logs,
    home,
    async write(file, line) {
      const head = parseLogHead(line);
      const found = head === null ? null : findInHead(head);
      if (head !== null && found !== null) logs.write(home, logFact(head, epochOf(head.time, Date.now()), file, found));
    },
    async rotate() {},
    async removeHome() {
      logs.remove(home);
    },
    async dispose() {},
  };
});
