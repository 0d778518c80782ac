import { join } from 'node:path';
import type { UpdateProcessSpec } from '../../app/ports/update-process';
import { type Variant, variant } from '../../core/dbus';
import type { UpdatePart } from '../../core/update-process';
import type { ProcessFiles } from './files';

/** Hermes takes every unit whose name begins with hermes-gateway for a gateway. */
export function unitName(id: string, part: UpdatePart): string {
  return `hermes-tray-${part}-${id}.service`;
}

/** Its object path (sd_bus_path_encode(3)): an id has nothing else in it that is encoded. */
export function objectPath(unit: string): string {
  const encoded = unit.replace(/[-.]/g, (char) => `_${char.charCodeAt(0).toString(16)}`);
  return `/org/freedesktop/systemd1/unit/${encoded}`;
}

/** Packages are built from source on slow machines, and gateways drain one after the other. */
const RUNTIME_MAX_MS = 2 * 60 * 60_000;
export const STOP_TIMEOUT_MS = 60_000;

export interface UnitParts {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  readonly files: ProcessFiles;
}

/** The properties of a transient unit (systemd.service(5), systemd.exec(5)), as StartTransientUnit takes them. */
export function unitProperties(spec: UpdateProcessSpec, { argv, environment, unset, files }: UnitParts) {
  const requests = spec.requestedIn.map((home) => join(home, '.drain_request.json'));
  const afterwards = ['/bin/sh', files.afterwards, files.exit, ...requests];
  const what = spec.part === 'update' ? 'hermes update' : 'the way back from hermes update';
  const properties: readonly (readonly [string, Variant])[] = [
    ['Description', variant('s', `${what}, by hermes-tray (${spec.id})`)],
    // The start job fails where the program can't be run.
    ['Type', variant('s', 'exec')],
    ['ExecStart', command(argv, false)],
    ['ExecStopPost', command(afterwards, true)],
    ...(spec.part === 'update' ? [['WorkingDirectory', variant('s', spec.checkout)] as const] : []),
    [
      'Environment',
      variant(
        'as',
        Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      ),
    ],
    ['UnsetEnvironment', variant('as', unset)],
    ['StandardInput', variant('s', 'null')],
    ['StandardOutputFileToAppend', variant('s', files.log)],
    ['StandardErrorFileToAppend', variant('s', files.log)],
    ['CollectMode', variant('s', 'inactive-or-failed')],
    // hermes update takes SIGTERM for a cancel, and clears up; its tools would not. What it leaves behind at its end is to stay:
    // it brings back gateways that no unit runs. A stop ends that, too (end-rest.ts).
    ['KillMode', variant('s', spec.part === 'update' ? 'process' : 'mixed')],
    ['TimeoutStopUSec', variant('t', STOP_TIMEOUT_MS * 1000)],
    ['RuntimeMaxUSec', variant('t', RUNTIME_MAX_MS * 1000)],
    // That one of its tools got no memory is for the update to say.
    ['OOMPolicy', variant('s', 'continue')],
  ];
  return properties;
}

/**
 * Hermes reloads systemd, and systemd 252 reads a transient unit's file again then. It knows no property there whose name ends
 * with Ex, though it wrote it; and for a program with a quote in its path it forgets the unit's every setting. Arguments may
 * hold what they like, but for a `$`, which it comes back from with a backslash.
 */
function command(argv: readonly string[], isFailureIgnored: boolean): Variant {
  const [program = ''] = argv;
  const [file = '', ...args] = /["'\\$]/.test(program) ? ['/usr/bin/env', ...argv] : argv;
  return variant('a(sasb)', [[file, [file, ...args.map(unexpanded)], isFailureIgnored]]);
}

/** systemd expands `${…}` anywhere, and `$…` where it is all of an argument; `$$` is a `$`. */
function unexpanded(arg: string): string {
  return arg.replace(/^\$|\$(?=[{$])/g, () => '$$');
}
