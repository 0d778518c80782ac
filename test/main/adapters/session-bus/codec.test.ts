import { describe, expect, it } from 'vitest';
import { decode, encode, METHOD_CALL, messageLength } from '../../../../main/adapters/session-bus/codec';
import { variant } from '../../../../main/core/dbus';

const CALL = {
  type: METHOD_CALL,
  serial: 7,
  destination: 'org.a.B',
  path: '/a',
  interface: 'a.b',
  member: 'C',
} as const;

function roundTrip(signature: string, body: readonly unknown[]): readonly unknown[] {
  return decode(encode({ ...CALL, signature, body })).body;
}

describe('the D-Bus codec', () => {
  it('keeps the header', () => {
    const bytes = encode({ ...CALL, flags: 1, body: [] });
    expect(messageLength(bytes)).toBe(bytes.length);
    expect(decode(bytes)).toEqual({ ...CALL, flags: 1, body: [] });
  });

  it('writes what the specification says', () => {
    const message = { ...CALL, signature: 'yda(ys)v', body: [1, 0.5, [[2, 'ab']], variant('n', -2)] };
    expect(encode(message).toString('hex')).toBe(
      [
        // Little-endian, a call, no flags, version 1; the lengths of the body and of the fields, and the serial between.
        '6c010001 28000000 07000000 4e000000',
        '01016f00 02000000 2f610000 00000000',
        '02017300 03000000 612e6200 00000000',
        '03017300 01000000 43000000 00000000',
        '06017300 07000000 6f72672e 612e4200',
        '08016700 08796461 28797329 7600 0000',
        '01000000 00000000 000000000000e03f',
        '0b000000 00000000 02000000 02000000 616200',
        '016e00 feff',
      ]
        .join('')
        .replaceAll(' ', ''),
    );
  });

  it.each([
    ['t', [2n ** 64n - 1n], [null]],
    ['t', [2 ** 53], [2 ** 53]],
    ['d', [-0.25], [-0.25]],
    [
      'ynqiu',
      [255, -(2 ** 15), 2 ** 16 - 1, -(2 ** 31), 2 ** 32 - 1],
      [255, -(2 ** 15), 2 ** 16 - 1, -(2 ** 31), 2 ** 32 - 1],
    ],
    ['yat', [1, [3]], [1, [3]]],
    [
      'yay',
      [1, Uint8Array.from({ length: 5000 }, (_, at) => at)],
      [1, Uint8Array.from({ length: 5000 }, (_, at) => at)],
    ],
    ['ao', [['/', '/a']], [['/', '/a']]],
    ['g', ['a{sv}'], ['a{sv}']],
    ['s', ['ü → 🜲'], ['ü → 🜲']],
    ['t', [2n ** 53n], [2 ** 53]],
    ['x', [-1], [-1]],
    ['at', [[1, 2n ** 64n - 1n]], [[1, null]]],
    ['v', [variant('v', variant('s', 'x'))], ['x']],
    ['v', [variant('a{sv}', {})], [{}]],
    ['a{sv}', [{ __proto__: null, a: variant('ay', Uint8Array.of(1, 2)) }], [{ a: Uint8Array.of(1, 2) }]],
    ['a{xs}', [{ '-5': 'a' }], [{ '-5': 'a' }]],
    ['(s(ub))', [['a', [1, false]]], [['a', [1, false]]]],
    ['as', [[]], [[]]],
    ['ay', [[1, 2]], [Uint8Array.of(1, 2)]],
    [
      'a(sasbttttuii)',
      [[['/bin/x', ['x', '-y'], true, 1, 2, 3, 4, 5, 6, -7]]],
      [[['/bin/x', ['x', '-y'], true, 1, 2, 3, 4, 5, 6, -7]]],
    ],
  ])('carries %s', (signature, body, expected) => {
    expect(roundTrip(signature, body)).toEqual(expected);
  });

  it('does not let a dictionary reach the prototype', () => {
    const bytes = encode({ ...CALL, signature: 'a{ss}', body: [Object.fromEntries([['__proto__', 'x']])] });
    const [dictionary] = decode(bytes).body;
    expect(Object.keys(dictionary as object)).toEqual(['__proto__']);
  });

  it.each([
    ['s', [1]],
    ['s', [null]],
    ['s', ['a\0b']],
    ['u', [-1]],
    ['y', [256]],
    ['b', ['yes']],
    ['o', ['a']],
    ['v', ['bare']],
    ['as', ['text']],
    ['(ss)', [['one']]],
    ['a{sv}', [null]],
    ['a{sv}', [{ a: 1 }]],
    ['ss', ['one']],
    ['', ['one']],
    ['q!', [1]],
    ['n', [2 ** 15]],
    ['i', [1.5]],
    ['t', [-1]],
    ['d', ['1']],
    ['g', ['(']],
    ['v', [variant('ss', 'x')]],
    ['h', [0]],
    ['ai', [Uint8Array.of(1)]],
  ])('refuses to write %s of %j', (signature, body) => {
    expect(() => encode({ ...CALL, signature, body })).toThrow();
  });

  it.each([{ path: 'a' }, { path: '/a/' }, { member: 'a.b' }, { interface: 'a' }, { destination: 'a' }])(
    'refuses to write %j',
    (wrong) => {
      expect(() => encode({ ...CALL, ...wrong, body: [] })).toThrow();
    },
  );

  it('refuses to read what is not D-Bus', () => {
    expect(messageLength(Buffer.alloc(15))).toBeNull();
    expect(() => messageLength(Buffer.alloc(16, 'x'))).toThrow('not a D-Bus message');
    const huge = encode({ ...CALL, body: [] });
    huge.writeUInt32LE(0xffff_fff0, 4);
    expect(() => messageLength(huge)).toThrow('longer than D-Bus allows');
  });

  it('never reads past the end of a broken message', () => {
    const bytes = encode({
      ...CALL,
      signature: 'a{sv}as',
      body: [{ a: variant('s', 'x'), b: variant('(ii)', [1, 2]) }, ['y']],
    });
    let seed = 1;
    for (let round = 0; round < 2_000; round += 1) {
      const broken = Buffer.from(bytes);
      for (let hit = 0; hit < 3; hit += 1) {
        seed = (seed * 48_271) % 2_147_483_647;
        broken[seed % broken.length] = seed % 256;
      }
      try {
        decode(broken);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });
});
