import { failure, success } from '../../../main/core/result';
import { CLEAR, CODE, createFakeInstallations } from '../../fakes/fake-installations';
import { installationsContract } from '../installations.contract';

installationsContract('the fake installations', () => {
  const installations = createFakeInstallations();
  const checkout = '/home/ada/.hermes/hermes-agent';
  const current = { commit: CODE.commit, version: CODE.version, behind: 0, commits: [], checkedAt: 0 };
  installations.is.checked = success(current);
  return {
    installations,
    checkout,
    root: '/home/ada/.hermes',
    head: CODE.commit,
    version: CODE.version ?? '',
    publish(version, subjects) {
      const commits = subjects.map((subject, at) => ({ commit: `${at}`.repeat(40), subject })).reverse();
      const commit = commits[0]?.commit ?? CODE.commit;
      installations.is.checked = success({ commit, version, behind: subjects.length, commits, checkedAt: 0 });
      return commit;
    },
    hermesChecks(behind) {
      installations.is.known = { ...current, commit: null, version: null, behind: behind < 0 ? null : behind };
    },
    cutOff() {
      const message = '/srv/remote.git could not be asked for an update: it is gone. Check the network.';
      installations.is.checked = failure('refused', message);
      installations.is.preFlight = { ...CLEAR, unreachable: message };
    },
    destroy() {
      const message = `The code in ${checkout} could not be read: it is gone.`;
      installations.is.code = failure('refused', message);
      installations.is.preFlight = { ...CLEAR, broken: message };
    },
    close() {},
  };
});
