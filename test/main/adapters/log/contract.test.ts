import { gatewayLogsContract } from '../../../contracts/gateway-logs.contract';
import { createLogsRig } from './rig';

gatewayLogsContract('files', createLogsRig);
