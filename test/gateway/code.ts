/** What a checkout holds when a gateway starts from it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GatewayCode {
  readonly version: string;
  readonly commit: string;
  /** Whether it can't be imported. */
  readonly isBroken: boolean;
}

export function codeOf(checkout: string): GatewayCode {
  const text = readFileSync(join(checkout, 'hermes_cli', '__init__.py'), 'utf8');
  return {
    version: /__version__ = "([^"]*)"/.exec(text)?.[1] ?? '',
    commit: headOf(join(checkout, '.git')),
    isBroken: existsSync(join(checkout, 'hermes_cli', 'BROKEN')),
  };
}

function headOf(git: string): string {
  const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
  const ref = /^ref: (.*)$/.exec(head)?.[1];
  if (ref === undefined) return head;
  const loose = join(git, ref);
  if (existsSync(loose)) return readFileSync(loose, 'utf8').trim();
  const packed = readFileSync(join(git, 'packed-refs'), 'utf8');
  return (
    packed
      .split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0] ?? ''
  );
}
