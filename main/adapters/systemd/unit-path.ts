const UNIT_FOLDER = '/org/freedesktop/systemd1/unit/';

/**
 * The object path of a unit. systemd derives it from the name (sd_bus_path_encode(3)), so it needs not be asked for:
 * GetUnit fails for a unit that is not loaded, and LoadUnit loads and unloads it, with signals for both.
 */
export function unitPath(unit: string): string {
  const encoded = [...Buffer.from(unit)].map((byte, index) => {
    const char = String.fromCharCode(byte);
    const isPlain = /[A-Za-z]/.test(char) || (index > 0 && /[0-9]/.test(char));
    return isPlain ? char : `_${byte.toString(16).padStart(2, '0')}`;
  });
  return UNIT_FOLDER + encoded.join('');
}

/** The id at the end of `/org/freedesktop/systemd1/job/<id>`; 0 when it is no job's path. */
export function jobIdOf(path: string): number {
  return Number(/\/job\/(\d+)$/.exec(path)?.[1] ?? 0);
}
