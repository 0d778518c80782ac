import type { Clock } from '../../app/ports/clock';
import type { Logger } from '../../app/ports/logger';
import type { PathWatcher } from '../../app/ports/path-watcher';
import type { SessionBus } from '../../app/ports/session-bus';
import type { UpdateProcesses, UpdateProcessSpec } from '../../app/ports/update-process';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { isUnanswered, isUnitThere, NO_SUCH_UNIT, runJob, UNIT_EXISTS } from './calls';
import { commandOf } from './command';
import { endRest } from './end-rest';
import { type Environment, environmentFor, unsetFor } from './environment';
import { filesOf, makeFolder, readExit, readTail, writeScript } from './files';
import { followProcess } from './follow';
import { keepHead } from './keep-head';
import { AFTERWARDS, WAY_BACK } from './scripts';
import { STOP_TIMEOUT_MS, unitName, unitProperties } from './unit';

export interface UpdateProcessesParts {
  readonly bus: SessionBus;
  readonly watcher: PathWatcher;
  /** Of it: HOME, PATH, XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS. */
  readonly environment: Environment;
  /** `<state folder>/updates`. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = STOP_TIMEOUT_MS + 15_000;
/** The name of a folder and of a unit. */
const ID = /^[0-9A-Za-z-]{1,64}$/;

export function createUpdateProcesses(parts: UpdateProcessesParts): UpdateProcesses {
  const { bus, watcher, environment: app, folder, clock, logger } = parts;
  const starts = new Map<string, Promise<Result<null>>>();
  const follows = new Set<() => void>();

  async function begin(spec: UpdateProcessSpec): Promise<Result<null>> {
    const unit = unitName(spec.id, spec.part);
    const files = filesOf(folder, spec.id, spec.part);
    if (!ID.test(spec.id)) return failure('invalid', t('updateProcess.notStarted', { unit, why: spec.id }));
    // An earlier start of ours may have got as far as this.
    if ((await readExit(files.exit)) !== null || (await readTail(files.log, 0)) !== null) return success(null);
    if ((await isUnitThere(bus, unit)) === true) return success(null);
    try {
      makeFolder(files.folder);
      writeScript(files.afterwards, AFTERWARDS);
      if (spec.part === 'way-back') writeScript(files.wayBack, WAY_BACK);
    } catch (error) {
      return failure('io', t('updateProcess.noFolder', { folder: files.folder, why: errorMessage(error) }));
    }
    const environment = environmentFor(spec, app);
    const argv = await commandOf(spec, environment, files, logger);
    if (!argv.ok) return argv;
    if (spec.part === 'update') await keepHead(spec, environment, logger);
    const properties = unitProperties(spec, { argv: argv.value, environment, unset: unsetFor(spec, app), files });
    return startUnit(unit, properties);
  }

  async function startUnit(unit: string, properties: ReturnType<typeof unitProperties>): Promise<Result<null>> {
    if (!isUp()) return failure('disconnected', t('updateProcess.noBus', { unit }));
    const call = {
      member: 'StartTransientUnit',
      signature: 'ssa(sv)a(sa(sv))',
      body: [unit, 'fail', properties, []],
    };
    const ended = await runJob({ bus, clock }, call, START_DEADLINE_MS);
    if (ended.ok) {
      if (ended.value === 'done') return success(null);
      return failure('job-failed', t('updateProcess.jobFailed', { unit, result: ended.value }));
    }
    if (ended.reason === UNIT_EXISTS) return success(null);
    if (!isUnanswered(ended.reason)) {
      return failure(ended.reason, t('updateProcess.notStarted', { unit, why: ended.message }));
    }
    // It may well run: to call it failed would be wrong, and whoever follows it is told as soon as systemd is heard again.
    logger.warn(`${unit}: systemd did not say whether it has started (${ended.message})`);
    return success(null);
  }

  function isUp(): boolean {
    let kind = '';
    // Told at once.
    bus.onStatus((status) => {
      kind = status.kind;
    })();
    return kind === 'up';
  }

  return {
    start(spec) {
      const key = `${spec.id}/${spec.part}`;
      const before = starts.get(key);
      if (before !== undefined) return before;
      const start = begin(spec);
      starts.set(key, start);
      void start.then(() => starts.delete(key));
      return start;
    },

    follow(id, part, listener) {
      const unit = unitName(id, part);
      const end = followProcess({ bus, clock, watcher, unit, files: filesOf(folder, id, part), listener });
      follows.add(end);
      return () => {
        follows.delete(end);
        end();
      };
    },

    async stop(id, part) {
      const unit = unitName(id, part);
      // It was over already, and what it has left behind of its own will stays.
      if ((await isUnitThere(bus, unit)) === false) return success(null);
      const call = { member: 'StopUnit', signature: 'ss', body: [unit, 'replace'] };
      const ended = await runJob({ bus, clock }, call, STOP_DEADLINE_MS);
      if (!ended.ok && ended.reason === NO_SUCH_UNIT) return success(null);
      const isDone = ended.ok && ended.value === 'done';
      const rest = isDone && part === 'update' ? await endRest({ bus, clock }, unit) : ended;
      if (isDone && rest.ok) return success(null);
      const [reason, why] = rest.ok ? ['job-failed', String(rest.value)] : [rest.reason, rest.message];
      return failure(reason, t('updateProcess.notStopped', { unit, why }));
    },

    close() {
      for (const end of follows) end();
      follows.clear();
    },
  };
}
