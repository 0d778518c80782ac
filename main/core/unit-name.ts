/** What a unit's name says of it, by the names Hermes gives its units (0.11 to 0.23). */
export type UnitNameKind =
  | { readonly kind: 'default' }
  | { readonly kind: 'profile'; readonly profile: string }
  /** The one-shot unit by which Hermes 0.16 to 0.19 restarts its own service. */
  | { readonly kind: 'planned-restart' }
  /** `hermes.service`, before the units were renamed: a gateway only if its command says so. */
  | { readonly kind: 'legacy' }
  | { readonly kind: 'foreign' };

export const GATEWAY_UNIT_PATTERNS = ['hermes-gateway*.service', 'hermes.service'] as const;

const VALID_UNIT_NAME = /^[A-Za-z0-9:_.\\@-]{1,247}\.service$/;
const PROFILE_UNIT = /^hermes-gateway-([a-z0-9][a-z0-9_-]{0,63})\.service$/;
const PLANNED_RESTART_UNIT = /^hermes-gateway-planned-restart-/;

/** Whether systemd would take this as the name of a service (systemd.unit(5)). */
export function isServiceName(name: string): boolean {
  return VALID_UNIT_NAME.test(name);
}

/** A person may leave the suffix out: `hermes-gateway` means `hermes-gateway.service`. */
export function toServiceName(name: string): string {
  return name.endsWith('.service') ? name : `${name}.service`;
}

/**
 * A profile and the eight hex digits of another HERMES_HOME look alike in a name; both are called a profile here,
 * because nothing depends on the difference.
 */
export function classifyUnitName(name: string): UnitNameKind {
  if (name === 'hermes-gateway.service') return { kind: 'default' };
  if (name === 'hermes.service') return { kind: 'legacy' };
  if (PLANNED_RESTART_UNIT.test(name)) return { kind: 'planned-restart' };
  const profile = PROFILE_UNIT.exec(name)?.[1];
  return profile === undefined ? { kind: 'foreign' } : { kind: 'profile', profile };
}

/** How a person calls this gateway: its profile. */
export function gatewayDisplayName(unit: string): string {
  const name = classifyUnitName(unit);
  switch (name.kind) {
    case 'default':
      return 'default';
    case 'profile':
      return name.profile;
    default:
      return unit.replace(/\.service$/, '');
  }
}

/** For sorting: the default profile first, then by name. Without the suffix, because `-` sorts before its dot. */
export function compareUnits(left: string, right: string): number {
  const [first, second] = [left.replace(/\.service$/, ''), right.replace(/\.service$/, '')];
  return first === second ? 0 : first < second ? -1 : 1;
}
