import type { GatewayStatus, StatusKind } from '../main/core/gateway-status';

/** How a status is coloured. Colour only repeats what the mark and the words say. */
export type Tone = 'good' | 'warning' | 'bad' | 'moving' | 'quiet';

const TONES: Readonly<Record<StatusKind, Tone>> = {
  running: 'good',
  busy: 'good',
  degraded: 'warning',
  'outside-systemd': 'warning',
  'restarting-by-systemd': 'warning',
  'backing-off': 'warning',
  restarting: 'moving',
  updating: 'moving',
  draining: 'moving',
  starting: 'moving',
  stopping: 'moving',
  failed: 'bad',
  'crash-looping': 'bad',
  frozen: 'bad',
  stopped: 'quiet',
  'not-installed': 'quiet',
  'no-bus': 'warning',
};

/** `kind`: what a glance should see of it, where that differs. */
export function toneOf(status: GatewayStatus, kind: StatusKind = status.kind): Tone {
  // Every start begins so: nothing to worry about.
  if (status.kind === 'no-bus' && status.bus.kind === 'connecting') return 'moving';
  return TONES[kind];
}
