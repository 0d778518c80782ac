import type { ZoneOffset } from '../../../core/log-head';
import { END_BYTES, zoneOfEnd } from '../log-past';
import type { LogFileHandle } from './log-file-handle';

/** In which zone each file of a log was written, by its end. */
export class FileZones {
  readonly #known = new WeakMap<LogFileHandle, { readonly size: number; readonly zone: ZoneOffset }>();

  of(file: LogFileHandle): ZoneOffset {
    const { size, writtenAt } = file.facts();
    const known = this.#known.get(file);
    if (known?.size === size) return known.zone;
    const bytes = Buffer.alloc(Math.min(END_BYTES, size));
    const length = file.read(bytes, size - bytes.length, bytes.length);
    const zone = zoneOfEnd(bytes.subarray(0, length), writtenAt);
    this.#known.set(file, { size, zone });
    return zone;
  }
}
