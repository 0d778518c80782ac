import { describe, expect, it } from 'vitest';
import { describeEnvironment, sessionBusAddresses } from '../../../../main/adapters/session-bus/address';

function paths(DBUS_SESSION_BUS_ADDRESS: string | undefined, XDG_RUNTIME_DIR?: string) {
  const result = sessionBusAddresses({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
  return result.ok ? result.value.map(({ path }) => path) : result.message;
}

describe('the address of the session bus', () => {
  it.each([
    ['unix:path=/run/user/1000/bus', ['/run/user/1000/bus']],
    ['unix:path=/run/user/1000/bus,guid=0123', ['/run/user/1000/bus']],
    ['unix:guid=0123,path=/run/bus', ['/run/bus']],
    ['unix:abstract=/tmp/dbus-x', ['\0/tmp/dbus-x']],
    ['unix:path=/a%20b%3bc%c3%bc', ['/a b;cü']],
    ['unix:path=/a=b:c', ['/a=b:c']],
    ['unixexec:path=ssh;unix:path=/one;unix:path=/two', ['/one', '/two']],
    ['unix:path=/one;', ['/one']],
  ])('%s', (address, expected) => {
    expect(paths(address)).toEqual(expected);
  });

  it('is the socket in the runtime folder when none is given', () => {
    expect(paths(undefined, '/run/user/1000')).toEqual(['/run/user/1000/bus']);
    expect(paths('', '/run/a;b,c%d')).toEqual(['/run/a;b,c%d/bus']);
  });

  it.each(['tcp:host=localhost,port=1', 'unix:runtime=yes', 'nonsense', ';'])('cannot be %s', (address) => {
    expect(paths(address)).toContain(address);
  });

  it('is unknown without an environment', () => {
    expect(paths(undefined)).toBe('no address of a session bus is known');
    expect(describeEnvironment({ XDG_RUNTIME_DIR: '/run/user/1' })).toBe(
      'DBUS_SESSION_BUS_ADDRESS is not set, XDG_RUNTIME_DIR=/run/user/1',
    );
  });
});
