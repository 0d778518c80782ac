import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../app/ports/logger';
import type { UpdateProcessSpec } from '../../app/ports/update-process';
import { t } from '../../core/i18n';
import { failure, type Result, success } from '../../core/result';
import type { ProcessFiles } from './files';
import { runBriefly } from './run-briefly';

const HELP_DEADLINE_MS = 20_000;

/** The program and its arguments. */
export async function commandOf(
  spec: UpdateProcessSpec,
  environment: Readonly<Record<string, string>>,
  files: ProcessFiles,
  logger: Logger,
): Promise<Result<readonly string[]>> {
  return spec.part === 'update' ? updateCommand(spec, environment, logger) : wayBackCommand(spec, files);
}

async function updateCommand(
  { checkout, profile }: UpdateProcessSpec,
  environment: Readonly<Record<string, string>>,
  logger: Logger,
): Promise<Result<readonly string[]>> {
  const bin = join(checkout, 'venv/bin');
  const [hermes, python] = [join(bin, 'hermes'), join(bin, 'python')];
  const program = (await canRun(hermes)) ? [hermes] : (await canRun(python)) ? [python, '-m', 'hermes_cli.main'] : null;
  if (program === null) return failure('no-program', t('updateProcess.noProgram', { folder: bin }));
  const update = [...program, '-p', profile, 'update'];
  // 0.11 does not know it, and would refuse to begin.
  const help = await runBriefly([...update, '--help'], checkout, environment, HELP_DEADLINE_MS);
  if (help === null) logger.warn(`${update.join(' ')} --help was not answered; the update runs without --yes`);
  return success(help !== null && /(^|[\s[,])--yes\b/.test(help) ? [...update, '--yes'] : update);
}

function wayBackCommand(
  { id, checkout, root, backTo }: UpdateProcessSpec,
  { wayBack }: ProcessFiles,
): Result<readonly string[]> {
  if (backTo === null || !/^[0-9a-f]{40,64}$/.test(backTo.commit)) {
    return failure('no-commit', t('updateProcess.noCommit', { checkout }));
  }
  const { commit, branch } = backTo;
  return success(['/bin/sh', wayBack, checkout, id, commit, branch ?? '', root]);
}

async function canRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
