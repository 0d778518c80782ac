import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeControlSocket, type SocketBehaviour } from '../../fakes/fake-control-socket';
import { controlSocketContract, type Listener } from '../control-socket.contract';

controlSocketContract('FakeControlSocket', async () => {
  const clock = createFakeClock();
  const controlSocket = createFakeControlSocket(clock);
  const pids = new Map<string, number>();
  let paths = 0;
  return {
    controlSocket,
    clock,
    async put(listener) {
      const path = `/run/gateway-${++paths}.sock`;
      if ('pid' in listener) pids.set(path, listener.pid);
      controlSocket.behave(path, behaviourOf(listener));
      return path;
    },
    async whenAsked() {},
    thaw: (path) => controlSocket.behave(path, { kind: 'answers', pid: pids.get(path) ?? 0 }),
    async dispose() {},
  };
});

function behaviourOf(listener: Listener): SocketBehaviour {
  switch (listener.kind) {
    case 'gateway':
      return { kind: 'answers', pid: listener.pid };
    case 'other-protocol':
      return { kind: 'answers', pid: null };
    case 'frozen-gateway':
      return { kind: 'hangs' };
    case 'stranger':
      return { kind: 'speaks-garbage' };
    case 'dead':
    case 'missing':
      return { kind: 'unreachable' };
  }
}
