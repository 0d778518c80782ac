import type { Logger } from '../../app/ports/logger';
import { type Result, success } from '../../core/result';
import { GATEWAY_UNIT_PATTERNS, isServiceName } from '../../core/unit-name';
import type { Calls } from './calls';

export interface UnitList {
  /** The names, sorted; null before the first list was read. */
  readonly units: readonly string[] | null;
  /** Reads the list. Requests that come while one is read are one more reading after it. */
  refresh(): void;
}

export interface UnitListEvents {
  /** A list was read; `isNew` when it is the first or differs from the one before. */
  listed(units: readonly string[], isNew: boolean): void;
  failed(reason: string, message: string): void;
}

export function createUnitList(calls: Calls, logger: Logger, events: UnitListEvents): UnitList {
  let units: readonly string[] | null = null;
  let isReading = false;
  let isWantedAgain = false;

  async function read(): Promise<void> {
    isReading = true;
    do {
      isWantedAgain = false;
      const result = await listUnits(calls, logger);
      if (!result.ok) {
        events.failed(result.reason, result.message);
        continue;
      }
      const isNew = units === null || units.join() !== result.value.join();
      units = result.value;
      events.listed(units, isNew);
    } while (isWantedAgain);
    isReading = false;
  }

  return {
    get units() {
      return units;
    },
    refresh() {
      isWantedAgain = true;
      if (!isReading) void read();
    },
  };
}

const PATTERNS = GATEWAY_UNIT_PATTERNS.map(
  (pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
);

export function isListable(name: string): boolean {
  return isServiceName(name) && !name.includes('@.') && PATTERNS.some((pattern) => pattern.test(name));
}

async function listUnits(calls: Calls, logger: Logger): Promise<Result<readonly string[]>> {
  const [loaded, files] = await Promise.all([
    calls.manager('ListUnitsByPatterns', 'asas', [[], GATEWAY_UNIT_PATTERNS]),
    calls.manager('ListUnitFilesByPatterns', 'asas', [[], GATEWAY_UNIT_PATTERNS]),
  ]);
  if (!loaded.ok) return loaded;
  if (!files.ok) return files;
  const names = [...rows(loaded.value).map(loadedName), ...rows(files.value).map(fileName)];
  const known = names.filter((name) => name !== null && isListable(name));
  if (known.length < names.filter((name) => name !== null).length) {
    logger.debug(
      `units that are no gateways by their names: ${names.filter((name) => !known.includes(name)).join(' ')}`,
    );
  }
  return success([...new Set(known)].filter((name) => name !== null).sort());
}

/**
 * `(ssssssouso)`: name, description, LoadState, ActiveState, … A unit that is only mentioned by another, or that we
 * follow (a reference keeps it loaded), is `not-found` and inactive: there is no such unit.
 */
function loadedName([name, , loadState, activeState]: readonly unknown[]): string | null {
  if (typeof name !== 'string' || (loadState === 'not-found' && activeState === 'inactive')) return null;
  return name;
}

/** `(ss)`: path and state. */
function fileName([path]: readonly unknown[]): string | null {
  return typeof path === 'string' ? path.slice(path.lastIndexOf('/') + 1) : null;
}

function rows([list]: readonly unknown[]): readonly (readonly unknown[])[] {
  return Array.isArray(list) ? list.filter((row) => Array.isArray(row)) : [];
}
