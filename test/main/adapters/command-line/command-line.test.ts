import { describe, expect, it } from 'vitest';
import { HELP_TEXT, parseCommandLine } from '../../../../main/adapters/command-line/command-line';

const NOTHING = { units: null, hidden: false, logLevel: null, help: false, version: false };

describe('parseCommandLine', () => {
  it.each([
    [[], {}],
    [['--hidden'], { hidden: true }],
    [['--unit', 'hermes-gateway'], { units: ['hermes-gateway.service'] }],
    [['--unit=a.service', '--unit', 'b', '--unit', 'a'], { units: ['a.service', 'b.service'] }],
    [['--log-level', 'debug'], { logLevel: 'debug' }],
    [['--log-level=info', '--log-level=error'], { logLevel: 'error' }],
    [['--help'], { help: true }],
    [['-h'], { help: true }],
    [['-V', '--hidden'], { version: true, hidden: true }],
    [['--'], {}],
  ])('%j', (argv, value) => {
    expect(parseCommandLine(argv)).toEqual({ ok: true, value: { ...NOTHING, ...value } });
  });

  it.each([
    '--no-sandbox',
    '--disable-gpu',
    '--enable-features=WaylandWindowDecorations',
    '--ozone-platform=x11',
    '--ozone-platform-hint=auto',
    '--remote-debugging-port=0',
    '--inspect=127.0.0.1:9229',
    '--inspect-brk',
    '--user-data-dir=/tmp/x',
    '--original-process-start-time=13377',
    '--class=x',
    '--force-device-scale-factor=2',
    '--gtk-version=3',
    '--lang=de',
    '--use-gl=angle',
    '--in-process-gpu',
    '--password-store=basic',
    '--proxy-server=x',
    '--v=1',
  ])('lets Chromium have %s', (option) => {
    expect(parseCommandLine([option, '--hidden'])).toEqual({ ok: true, value: { ...NOTHING, hidden: true } });
  });

  it.each([
    [['--unt', 'a'], 'There is no option --unt.'],
    [['--hide'], 'There is no option --hide.'],
    [['-x'], 'There is no option -x.'],
    [['-v'], 'There is no option -v.'],
    [['--log=debug'], 'There is no option --log.'],
    [['--no-hidden'], 'There is no option --no-hidden.'],
    [['--unit'], '--unit needs the name of a systemd service'],
    [['--unit', '--hidden'], '--unit needs the name of a systemd service'],
    [['--unit='], '--unit needs the name of a systemd service'],
    [['--unit', '../x'], 'not "../x"'],
    [['--log-level', 'loud'], '--log-level needs one of error, warn, info, debug, not "loud"'],
    [['--hidden=yes'], '--hidden takes no value, not "yes"'],
    [['start'], 'takes no argument "start"'],
    [['--', 'x'], 'takes no argument "x"'],
  ])('refuses %j', (argv, message) => {
    const parsed = parseCommandLine(argv);
    expect(parsed).toMatchObject({ ok: false, message: expect.stringContaining(message) });
    expect(parsed).toMatchObject({ message: expect.stringContaining('--help') });
  });
});

it('lists every option, file and variable in the help, within 90 columns', () => {
  for (const word of ['--unit', '--hidden', '--log-level', '--help', '--version', 'settings.json', 'XDG_STATE_HOME']) {
    expect(HELP_TEXT).toContain(word);
  }
  expect(Math.max(...HELP_TEXT.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90);
});
