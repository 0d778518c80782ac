import { describe, expect, it } from 'vitest';
import { isGatewayCommand, isInUnit, isSameProcess, lastGood } from '../../../main/core/home-facts';
import { processFacts } from '../../fixtures/build';

it.each([
  ['python -m hermes_cli.main gateway run', true],
  ['/venv/bin/python -m hermes_cli.main --profile coder gateway run --replace', true],
  ['/opt/hermes/hermes_cli/main.py gateway run', true],
  ['/usr/bin/hermes gateway restart', true],
  ['hermes gateway -p coder run', true],
  ['/usr/bin/hermes-gateway run', true],
  ['python /opt/hermes/gateway/run.py', true],
  ['hermes gateway status', false],
  ['hermes gateway', false],
  ['hermes chat', false],
  ['less /home/ada/.hermes/logs/gateway.log run', false],
  ['vim hermes-gateway-notes.md run', false],
  ['node run gateway', false],
  ['journalctl --user -u hermes-gateway.service', false],
  ['', false],
])('whether `%s` is a gateway: %s', (command, expected) => {
  expect(isGatewayCommand(command.split(' '))).toBe(expected);
});

it('knows a gateway that named itself anew, in one argument', () => {
  expect(isGatewayCommand(['hermes gateway run'])).toBe(true);
});

it('answers at once to a command line that is long and odd', () => {
  const began = performance.now();
  expect(isGatewayCommand(Array.from({ length: 20_000 }, () => 'gateway\t'))).toBe(false);
  expect(performance.now() - began).toBeLessThan(500);
});

describe('isSameProcess', () => {
  it.each([
    ['the same', processFacts(), { pid: 48213, startTicks: 1000 }, true],
    ['a record without a start time', processFacts(), { pid: 48213, startTicks: null }, true],
    ['another start time', processFacts(), { pid: 48213, startTicks: 1001 }, false],
    ['another pid', processFacts(), { pid: 48214, startTicks: 1000 }, false],
    ['a zombie', processFacts({ state: 'Z' }), { pid: 48213, startTicks: 1000 }, false],
    ['a dead one', processFacts({ state: 'X' }), { pid: 48213, startTicks: 1000 }, false],
    ['a stopped one', processFacts({ state: 'T' }), { pid: 48213, startTicks: 1000 }, true],
    ['none', null, { pid: 48213, startTicks: 1000 }, false],
  ])('%s', (_what, process, named, expected) => {
    expect(isSameProcess(process, named)).toBe(expected);
  });
});

it.each([
  ['its main process, wherever it is', 48213, '/', true],
  ['a child of its main process', 1, '/user.slice/app.slice/hermes-gateway.service', true],
  ['one in a group below the unit', 1, '/app.slice/hermes-gateway.service/sub', true],
  ['one of a unit with a longer name', 1, '/app.slice/hermes-gateway.service.d', false],
  ['one of a terminal', 1, '/app.slice/vte-spawn-1.scope', false],
])('counts %s as of the unit: %s', (_what, mainPid, cgroup, expected) => {
  expect(isInUnit(processFacts({ cgroup }), 'hermes-gateway.service', mainPid)).toBe(expected);
});

it('keeps the last good value of a file that cannot be read', () => {
  expect(lastGood({ kind: 'absent' })).toBeNull();
  expect(lastGood({ kind: 'read', value: 7, writtenAt: 1 })).toBe(7);
  expect(lastGood({ kind: 'unreadable', reason: 'it is empty', lastGood: { value: 6, writtenAt: 1 } })).toBe(6);
  expect(lastGood({ kind: 'unreadable', reason: 'it is empty', lastGood: null })).toBeNull();
});
