import type { HermesVersion } from '../../gateway/versions';
import { APP } from './app';
import { ENDS } from './ends';
import type { Happening } from './happening';
import { OURS } from './ours';
import { OVERLAPS } from './overlaps';
import { REQUESTS } from './requests';

export type { Happening } from './happening';

/** What the generator draws from. */
export function happeningsOf(version: HermesVersion): readonly Happening[] {
  return [...ENDS, ...REQUESTS, ...OURS, ...APP, ...OVERLAPS].filter((one) => one.in.includes(version));
}
