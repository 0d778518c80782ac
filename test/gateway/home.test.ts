/** Which home a gateway ends up in, and the text of its unit. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from './harness';
import { hashedUnitName, resolveHome, unitName } from './home';
import { readRecord } from './json';
import { testHomes } from './test-home';
import { stopTimeoutSeconds, unitText } from './unit';
import { HERMES_VERSIONS, type HermesVersion, VERSION_FACTS } from './versions';

const homes = testHomes();

describe('HERMES_HOME', () => {
  const sticky = () => {
    const root = homes.newHome();
    mkdirSync(join(root, 'profiles/work'), { recursive: true });
    writeFileSync(join(root, 'active_profile'), 'coder\n');
    return root;
  };
  const resolved = (version: HermesVersion, root: string, env: Record<string, string>, profile?: string) =>
    resolveHome(VERSION_FACTS[version], { HOME: '/home/somebody', ...env }, profile).replace(root, '<root>');

  it.each(HERMES_VERSIONS)('of %s follows the sticky profile from the root', (version) => {
    const root = sticky();
    expect(resolved(version, root, { HERMES_HOME: root })).toBe('<root>/profiles/coder');
  });

  it('of a profile is left for the sticky one by 0.11 only', () => {
    const root = sticky();
    const env = { HERMES_HOME: join(root, 'profiles/work') };
    expect(resolved('0.11', root, env)).toBe('<root>/profiles/coder');
    expect(resolved('0.19', root, env)).toBe('<root>/profiles/work');
  });

  it('of a supervised 0.21 gateway does not follow the sticky profile', () => {
    const root = sticky();
    const env = { HERMES_HOME: root, HERMES_SUPERVISED_CHILD: '1' };
    expect(resolved('0.21', root, env)).toBe('<root>');
    expect(resolved('0.19', root, env)).toBe('<root>/profiles/coder');
  });

  it.each([
    ['default', '<root>'],
    ['work', '<root>/profiles/work'],
  ])('with -p %s ignores the sticky profile', (profile, expected) => {
    const root = sticky();
    expect(resolved('0.11', root, { HERMES_HOME: join(root, 'profiles/other') }, profile)).toBe(expected);
  });

  it('is ~/.hermes when unset', () => {
    expect(resolved('0.19', '-', {})).toBe('/home/somebody/.hermes');
    expect(resolved('0.19', '-', {}, 'work')).toBe('/home/somebody/.hermes/profiles/work');
  });

  it('decides where a started gateway writes', async () => {
    const root = sticky();
    const gateway = homes.start({ version: '0.19', home: root, filesIn: join(root, 'profiles/coder') });
    await gateway.reaches('running');
    expect(readRecord(join(root, 'gateway.pid'))).toBeUndefined();
    await eventually('the profile line', () => (gateway.log().includes('Active profile: coder') ? true : undefined));
  });

  it('names the unit', () => {
    expect(unitName()).toBe('hermes-gateway.service');
    expect(unitName('default')).toBe('hermes-gateway.service');
    expect(unitName('work')).toBe('hermes-gateway-work.service');
    expect(hashedUnitName('/')).toBe('hermes-gateway-8a5edab2.service');
  });
});

describe('the unit', () => {
  const text = (version: HermesVersion, more = {}) =>
    unitText({ version, node: '/opt/node/bin/node', gatewayScript: '/src/gateway.mjs', home: '/h/.hermes', ...more });

  it('of 0.11 replaces, restarts on failure and has a start limit', () => {
    expect(text('0.11')).toBe(`[Unit]
Description=Hermes Agent Gateway - Messaging Platform Integration
After=network.target
StartLimitIntervalSec=600
StartLimitBurst=5

[Service]
Type=simple
ExecStart=/opt/node/bin/node /src/gateway.mjs gateway run --replace --hermes-version 0.11
WorkingDirectory=/src
Environment="PATH=/opt/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Environment="VIRTUAL_ENV=/opt/node"
Environment="HERMES_HOME=/h/.hermes"
Restart=on-failure
RestartSec=30
RestartForceExitStatus=75
KillMode=mixed
KillSignal=SIGTERM
ExecReload=/bin/kill -USR1 $MAINPID
TimeoutStopSec=90
StandardOutput=journal
StandardError=journal

[Install]
WantedBy=default.target
`);
  });

  it('of 0.19 always restarts, except after 78', () => {
    const unit = text('0.19', { profile: 'work', restartSec: 1 });
    for (const line of [
      'After=network-online.target',
      'Wants=network-online.target',
      'StartLimitIntervalSec=0',
      'ExecStart=/opt/node/bin/node /src/gateway.mjs --profile work gateway run --hermes-version 0.19',
      'ExecStopPost=-/opt/node/bin/node /src/gateway.mjs cgroup-cleanup',
      'WorkingDirectory=/h/.hermes',
      'Restart=always',
      'RestartSec=1',
      'RestartPreventExitStatus=78',
      'TimeoutStopSec=60',
    ]) {
      expect(unit.split('\n')).toContain(line);
    }
    expect(unit).not.toMatch(/ExecStop=|SuccessExitStatus|--replace|StartLimitBurst/);
  });

  it('of 0.21 marks a planned stop and counts 75 as success', () => {
    const lines = text('0.21').split('\n');
    for (const line of [
      'ExecStop=-/opt/node/bin/node /src/gateway.mjs planned-stop-mark',
      'SuccessExitStatus=75',
      'Environment="HERMES_SUPERVISED_CHILD=1"',
      'TimeoutStopSec=70',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('quotes what systemd would expand', () => {
    const unit = text('0.19', { extraArgs: ['--platforms', 'a b$c%d"e'] });
    expect(unit).toContain('--platforms "a b$$c%%d\\"e"');
  });

  it.each([
    ['0.11', 60, 90],
    ['0.11', 180, 210],
    ['0.19', 0, 60],
    ['0.19', 180, 210],
    ['0.21', 0, 70],
    ['0.21', 180, 250],
  ] as const)('of %s stops within a drain of %i s in %i s', (version, drain, expected) => {
    expect(stopTimeoutSeconds(version, drain)).toBe(expected);
  });
});
