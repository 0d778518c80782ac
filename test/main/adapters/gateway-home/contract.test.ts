import { gatewayHomesContract } from '../../../contracts/gateway-homes.contract';
import { createFilesRig } from './rig';

gatewayHomesContract('files', createFilesRig);
