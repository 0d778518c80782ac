import { expect, it } from 'vitest';
import { SESSION } from '../../fakes/fake-host';
import { UNIT } from '../../fixtures/build';
import { createRig, turn } from './rig';

it('looks for Hermes only while there is no gateway, and for the session only while systemd is not reached', async () => {
  const { host, systemd, store, start } = createRig();
  const stop = start();
  expect(host.watched).toEqual({ hermes: 0, linger: 1 });
  await turn();
  expect(host.watched.hermes).toBe(1);
  expect(store.state().host).toEqual({ session: null, hasHermes: true, linger: null });
  host.become({ hasHermes: false, linger: false });
  expect(store.state().host).toMatchObject({ hasHermes: false, linger: false });
  systemd.define(UNIT);
  await turn();
  expect(host.watched.hermes).toBe(0);
  systemd.loseBus();
  await turn();
  expect(store.state().host.session).toEqual(SESSION);
  stop();
  expect(host.watched).toEqual({ hermes: 0, linger: 0 });
});
