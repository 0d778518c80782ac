import { failure } from '../../../main/core/result';
import { createFakeUpdateFolder, type FakeUpdateFolder } from '../../fakes/fake-update-folder';
import { updateFolderContract } from '../update-folder.contract';

updateFolderContract('the fake update folder', () => {
  let last: FakeUpdateFolder | null = null;
  return {
    open() {
      last = createFakeUpdateFolder([...(last?.saved ?? [])].reverse());
      return last;
    },
    refuse() {
      const message = '20261124T120000-1 could not be written: the disk is full. Check it.';
      if (last !== null) last.saveResult = failure('io', message);
    },
    close() {},
  };
});
