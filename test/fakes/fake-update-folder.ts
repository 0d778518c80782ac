import type { UpdateFolder } from '../../main/app/ports/update-folder';
import { type Result, success } from '../../main/core/result';
import type { UpdateRun } from '../../main/core/update-run';

export interface FakeUpdateFolder extends UpdateFolder {
  /** Every run that was saved, in that order. */
  readonly saved: UpdateRun[];
  readonly copied: string[];
  saveResult: Result<null>;
}

/** `before`: what earlier starts left, the latest first. */
export function createFakeUpdateFolder(before: readonly UpdateRun[] = []): FakeUpdateFolder {
  const fake: FakeUpdateFolder = {
    saved: [],
    copied: [],
    saveResult: success(null),
    async read() {
      const latest = new Map([...before].reverse().map((run) => [run.id, run]));
      for (const run of fake.saved) latest.set(run.id, run);
      return [...latest.values()].sort((left, right) => right.id.localeCompare(left.id));
    },
    save(run) {
      if (fake.saveResult.ok) fake.saved.push(run);
      return fake.saveResult;
    },
    async keepCopies(_id, files) {
      fake.copied.push(...files);
      return success(null);
    },
    readOutput: async () => '',
  };
  return fake;
}
