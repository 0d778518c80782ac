import { createFakeControlSocket } from '../../fakes/fake-control-socket';
import { controlSocketContract } from '../control-socket.contract';

controlSocketContract('the fake control socket', async () => {
  const socket = createFakeControlSocket();
  let paths = 0;
  const path = () => `/home/ada/.hermes/gateway${++paths}.sock`;
  return {
    socket,
    emptyPath: path(),
    async answering(pid) {
      const at = path();
      socket.answers(at, pid);
      return at;
    },
    async talkingNonsense() {
      const at = path();
      socket.talksNonsense(at);
      return at;
    },
    async hanging() {
      const at = path();
      socket.hangs(at);
      return at;
    },
    passDeadline: async () => socket.timeOut(),
    async close() {},
  };
});
