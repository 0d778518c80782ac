import { describe, expect, it } from 'vitest';
import { hermesHomeOf, redirectedHome } from '../../../main/core/hermes-home';

const RUN = ['/venv/bin/python', '-m', 'hermes_cli.main', 'gateway', 'run'];
const ROOT = '/home/ada/.hermes';
const CODER = `${ROOT}/profiles/coder`;

function homeOf(environment: readonly string[] = [], execStart: readonly string[] = RUN, userHome = '/home/ada') {
  return hermesHomeOf({ environment, execStart, userHome });
}

describe('hermesHomeOf', () => {
  it.each([
    ['nothing is said', [], ROOT, ROOT, true],
    ['it is empty', ['HERMES_HOME='], ROOT, ROOT, true],
    ['it is blank', ['HERMES_HOME=  '], ROOT, ROOT, true],
    ['it is the default', [`HERMES_HOME=${ROOT}`], ROOT, ROOT, true],
    ['it has a slash at its end', [`HERMES_HOME=${ROOT}/`], ROOT, ROOT, true],
    ['it is said twice', ['HERMES_HOME=/a', 'HERMES_HOME=/b'], '/b', '/b', true],
    ['another variable looks like it', ['NOT_HERMES_HOME=/a', 'HERMES_HOME2=/b'], ROOT, ROOT, true],
    ['it is a profile of the default root', [`HERMES_HOME=${CODER}`], CODER, ROOT, false],
    ['it is a profile, with doubled slashes', [`HERMES_HOME=${ROOT}//profiles//coder/`], CODER, ROOT, false],
    ['it is below the default root', [`HERMES_HOME=${ROOT}/other`], `${ROOT}/other`, ROOT, true],
    ['it only begins like the default root', [`HERMES_HOME=${ROOT}-2`], `${ROOT}-2`, `${ROOT}-2`, true],
    ['it is somewhere else', ['HERMES_HOME=/srv/hermes'], '/srv/hermes', '/srv/hermes', true],
    ['it is a profile somewhere else', ['HERMES_HOME=/srv/h/profiles/x'], '/srv/h/profiles/x', '/srv/h', false],
    ['it is a profile of the root folder', ['HERMES_HOME=/profiles/x'], '/profiles/x', '/', false],
    ['it is only slashes', ['HERMES_HOME=//'], '/', '/', true],
    ['it holds dots', ['HERMES_HOME=/srv/./hermes/.'], '/srv/hermes', '/srv/hermes', true],
    ['it is relative', ['HERMES_HOME=hermes'], 'hermes', 'hermes', true],
    ['the gateway is supervised', ['HERMES_SUPERVISED_CHILD=1', `HERMES_HOME=${ROOT}`], ROOT, ROOT, false],
  ])('where %s', (_what, environment, home, root, followsActiveProfile) => {
    expect(homeOf(environment)).toEqual({ home, root, followsActiveProfile });
  });

  it.each([
    ['-p', ['-p', 'coder', 'gateway', 'run'], CODER],
    ['--profile', ['--profile', 'coder', 'gateway', 'run'], CODER],
    ['--profile=', ['gateway', 'run', '--profile=coder'], CODER],
    ['the default profile', ['-p', 'default', 'gateway', 'run'], ROOT],
  ])('lets %s win', (_what, options, home) => {
    const execStart = ['/venv/bin/python', '-m', 'hermes_cli.main', ...options];
    expect(homeOf([`HERMES_HOME=${ROOT}/profiles/other`], execStart)).toEqual({
      home,
      root: ROOT,
      followsActiveProfile: false,
    });
  });

  it.each([
    ['without a value', ['hermes', 'gateway', 'run', '-p']],
    ['with a name that cannot be', ['hermes', '-p', '../etc', 'gateway', 'run']],
    // doppler's -p names a project of its own.
    ['of a wrapper', ['/usr/bin/doppler', 'run', '-p', 'project', '--', '/usr/bin/hermes', 'gateway', 'run']],
  ])('passes over a -p %s', (_what, execStart) => {
    expect(homeOf([], execStart).home).toBe(ROOT);
  });

  it('finds the profile behind a wrapper', () => {
    const execStart = ['doppler', 'run', '-p', 'project', '--', 'hermes', '-p', 'coder', 'gateway', 'run'];
    expect(homeOf([], execStart).home).toBe(CODER);
  });

  it('does not mind a slash at the end of the user home', () => {
    expect(homeOf([`HERMES_HOME=${CODER}`], RUN, '/home/ada/')).toMatchObject({ home: CODER, root: ROOT });
  });
});

describe('redirectedHome', () => {
  it.each([
    ['coder', CODER],
    [' coder\n', CODER],
    // Unlike `--profile default`, a sticky "default" leaves HERMES_HOME alone.
    ['default', ROOT],
    [null, ROOT],
    ['', ROOT],
    ['../../etc', ROOT],
    ['Coder', ROOT],
    ['a'.repeat(65), ROOT],
  ])('with the sticky profile %j', (profile, home) => {
    expect(redirectedHome(homeOf(), profile)).toBe(home);
  });

  it('does not move a home below the root for a sticky "default"', () => {
    expect(redirectedHome(homeOf([`HERMES_HOME=${ROOT}/other`]), 'default')).toBe(`${ROOT}/other`);
  });

  it('moves no gateway that names its profile, runs in one or is supervised', () => {
    expect(redirectedHome(homeOf([], ['hermes', '-p', 'default', 'gateway', 'run']), 'coder')).toBe(ROOT);
    expect(redirectedHome(homeOf([`HERMES_HOME=${ROOT}/profiles/x`]), 'coder')).toBe(`${ROOT}/profiles/x`);
    expect(redirectedHome(homeOf(['HERMES_SUPERVISED_CHILD=1']), 'coder')).toBe(ROOT);
  });
});
