import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { questionOf } from '../../../main/core/confirmation-text';
import type { CuttingCommand } from '../../../main/core/cutting-command';
import { formatDuration } from '../../../main/core/duration';
import { exitOfRun } from '../../../main/core/exit-of-run';
import { setLanguage } from '../../../main/core/i18n';
import { workText } from '../../../main/core/interruption-text';
import { de } from '../../../main/core/messages/de';
import { formatMoment } from '../../../main/core/moment';
import { noticesOf } from '../../../main/core/notices';
import { providerReason } from '../../../main/core/provider-hints';
import type { RestartPhase } from '../../../main/core/restart-run';
import { restartLine } from '../../../main/core/restart-text';
import type { Gateway } from '../../../main/core/state';
import { trayView } from '../../../main/core/tray-view';
import { adviceText } from '../../../main/core/verdict-advice';
import { consequenceText, verdictText } from '../../../main/core/verdict-text';
import { appState, gateway, home, NOW, PID, POLICY, platform, record, UNIT, unitFacts } from '../../fixtures/build';
import { exitWith, incidentWith } from '../../fixtures/exits';
import { menuOf } from '../../fixtures/read-menu';
import { restartRun } from '../../fixtures/restarts';
import { exited, logged, run } from '../../fixtures/runs';

// What a person reads on a German desktop, written out: a text that is put together wrongly shows in its place only.

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
  setLanguage('de');
});
afterEach(() => {
  vi.unstubAllEnvs();
  setLanguage('en');
});

const CODER = 'hermes-gateway-coder.service';
const EXITED = { mainPid: 0, execMainExitedAt: NOW - 2000 };
const STOP: CuttingCommand = { kind: 'stop', unit: UNIT, isConfirmed: false };
const RESTART_NOW: CuttingCommand = { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false };

function menu(change: Partial<Gateway>): string[] {
  return menuOf(appState([gateway(change)]));
}

function busy(agents: number | null, drain = '0'): Gateway {
  const policy = { ...POLICY, environment: [`HERMES_RESTART_DRAIN_TIMEOUT=${drain}`] };
  return gateway({ home: home(record({ activeAgents: agents })), facts: unitFacts({ policy }) });
}

describe('the menu', () => {
  it('of a gateway at work', () => {
    const platforms = [platform('telegram', 'connected'), platform('discord', 'connected')];
    expect(menu({ home: home(record({ platforms, activeAgents: 2 })) })).toEqual([
      '[● Läuft · beschäftigt]',
      `[PID ${PID} · läuft seit 1 h · 2 Agenten]`,
      '[telegram, discord verbunden]',
      '---',
      'hermes-tray öffnen',
      'Neu starten',
      '  Sobald niemand arbeitet',
      '  Schonend (unterbricht 2 Agenten)',
      '  Sofort (unterbricht 2 Agenten)',
      'Anhalten (unterbricht 2 Agenten)',
      'Protokoll zeigen',
      '---',
      'hermes-tray bei der Anmeldung starten',
      'Nicht stören',
      'hermes-tray beenden',
    ]);
  });

  it('of one that is degraded', () => {
    const platforms = [platform('telegram', 'fatal', 'Unauthorized'), platform('slack', 'retrying')];
    expect(menu({ home: home(record({ platforms })) })).toEqual(
      expect.arrayContaining([
        '[▲ Läuft · eingeschränkt]',
        `[PID ${PID} · läuft seit 1 h · niemand arbeitet]`,
        '[telegram endgültig gescheitert · slack versucht es weiter]',
        '[telegram: endgültig gescheitert (Unauthorized)]',
      ]),
    );
  });

  it('of one that drains for a restart', () => {
    const draining = record({ gatewayState: 'draining', restartRequested: true, activeAgents: 1 });
    const lines = menu({ home: home(draining), drainingSince: NOW - 1000 });
    expect(lines[0]).toBe('[◐ Läuft für einen Neustart aus · noch 1 Agent]');
  });

  it('of one that failed', () => {
    const facts = unitFacts({
      ...EXITED,
      activeState: 'failed',
      subState: 'failed',
      result: 'exit-code',
      execMainCode: 1,
      execMainStatus: 78,
    });
    const exit = exitWith({
      status: 78,
      verdict: { kind: 'fatal-configuration', reason: 'kein Token' },
      consequence: { kind: 'stays-down', why: { kind: 'prevented', status: 78 } },
    });
    expect(menu({ facts, process: null, exits: [exit] }).slice(0, 14)).toEqual([
      '[✕ Fehlgeschlagen · fehlerhafte Konfiguration]',
      '[Fehlerhafte Konfiguration: kein Token]',
      '[Es bleibt aus: nach Exit-Code 78 versucht systemd es nicht wieder]',
      '[Berichtigen Sie seine Konfiguration, und starten Sie es dann]',
      '---',
      'hermes-tray öffnen',
      'Starten',
      'Protokoll zeigen',
      'Journal-Befehl kopieren',
      'Vorfälle',
      '  [19:59  Fehlerhafte Konfiguration: kein Token]',
      '---',
      'hermes-tray bei der Anmeldung starten',
      'Nicht stören',
    ]);
  });

  it('of one in a crash loop', () => {
    const facts = unitFacts({ ...EXITED, activeState: 'activating', subState: 'auto-restart', stateChangedAt: NOW });
    const exit = exitWith({ verdict: { kind: 'killed', signal: 9 }, confidence: 'likely' });
    const incident = incidentWith({ kind: 'looping' }, { exits: 4, openedAt: NOW - 86_400_000, exit });
    const automaticRestarts = [1, 2, 3, 4].map((ago) => NOW - ago * 10_000);
    const lines = menu({ facts, process: null, exits: [exit], incident, automaticRestarts });
    expect(lines.slice(0, 3)).toEqual([
      '[✕ Absturzschleife · 4 Neustarts · nächster in ≈ 5 s]',
      '[Beim letzten Mal: wahrscheinlich gewaltsam beendet (SIGKILL)]',
      '[Das können systemd-oomd, earlyoom oder ein „kill -9“ gewesen sein]',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Jetzt starten',
        '  [Fällt immer wieder aus · 4 Ausfälle seit 22. Nov. 20:00 · systemd startet es immer wieder neu]',
        '  Für eine Stunde ruhen lassen',
      ]),
    );
  });

  it('of one that does not respond says what is not possible, and why', () => {
    const lines = menu({ home: home(record({ activeAgents: 2 })), silentSince: NOW - 95_000 });
    expect(lines).toEqual(
      expect.arrayContaining([
        '[✕ Reagiert nicht · seit 1 min]',
        '[Sein Prozess ist da, aber sein Herzschlag hat ausgesetzt]',
        '[Ein Neustart „Sofort“ beendet es; reagiert es auch darauf nicht, beendet]',
        '[systemd es nach 60 s gewaltsam]',
        '  [Sobald niemand arbeitet (das Gateway reagiert nicht)]',
        '  [Schonend (das Gateway reagiert nicht)]',
        '  Sofort (unterbricht 2 Agenten)',
      ]),
    );
  });

  it('of several', () => {
    const coder = gateway({
      facts: unitFacts({ unit: CODER, activeState: 'inactive', subState: 'dead', mainPid: 0 }),
      process: null,
    });
    expect(trayView(appState([coder, gateway()]), NOW).tooltip).toEqual({
      title: 'hermes-tray · 1 von 2 Gateways läuft',
      text: 'default: Läuft · in Ordnung\ncoder: Angehalten',
    });
  });
});

describe('the notification of an incident', () => {
  const incident = (change: Parameters<typeof incidentWith>[1] = {}) =>
    incidentWith({ kind: 'reviving', at: NOW + 28_000 }, change);

  it('names the cause and what systemd does', () => {
    expect(noticesOf(appState([gateway({ incident: incident() })]), NOW)).toMatchObject([
      {
        title: 'Hermes-Gateway wurde unerwartet beendet',
        body: 'Durch SIGTERM von außen beendet.\nsystemd startet es in ≈ 30 s neu.',
      },
    ]);
  });

  it('says that it is back', () => {
    const back = { ...incident(), phase: { kind: 'recovered', at: NOW - 90_000, pid: 4711, tookMs: 31_000 } } as const;
    expect(noticesOf(appState([gateway({ incident: back })]), NOW)).toMatchObject([
      {
        title: 'Hermes-Gateway ist nach 31 s wieder da',
        body: 'Es läuft wieder (PID 4711).\nUrsache: durch SIGTERM von außen beendet.',
      },
    ]);
  });

  it('folds several', () => {
    const down = { kind: 'down', hasGivenUp: true } as const;
    const exit = exitWith({ unit: CODER, verdict: { kind: 'out-of-memory', victim: 'gateway' } });
    const coder = gateway({ facts: unitFacts({ unit: CODER }), incident: incidentWith(down, { exit }) });
    const both = appState([gateway({ incident: incident({ exits: 3 }) }), coder]);
    expect(noticesOf(both, NOW)).toMatchObject([
      {
        title: '2 Hermes-Gateways sind ausgefallen',
        body: 'default: fällt immer wieder aus\ncoder: ausgefallen. Vom Kernel beendet: der Speicher war aufgebraucht',
      },
    ]);
    expect(noticesOf(appState([gateway(), coder]), NOW)[0]?.title).toBe(
      'Hermes-Gateway coder ist ausgefallen: systemd hat aufgegeben',
    );
  });
});

describe('the question before work is cut', () => {
  function question(of: Gateway, command: CuttingCommand) {
    return questionOf(appState([of]), { command, agents: 7, askedAt: NOW }, NOW);
  }

  it('counts the agents', () => {
    expect(question(busy(2), RESTART_NOW)).toMatchObject({
      title: 'Das Gateway sofort neu starten?',
      body: '2 Agenten sind bei der Arbeit. Der sofortige Neustart unterbricht sie.',
      action: { label: 'Sofort neu starten' },
      alternative: { label: 'Im Leerlauf neu starten' },
    });
    expect(question(busy(1, '60'), STOP)).toMatchObject({
      title: 'Das Gateway anhalten?',
      body: '1 Agent ist bei der Arbeit. Das Anhalten lässt ihm höchstens 60 s und unterbricht ihn dann.',
      action: { label: 'Anhalten' },
    });
    expect(question(busy(null), STOP).body).toMatch(
      /^Hermes 0\.\d+.* verrät nicht, wie viele Agenten bei der Arbeit sind\. Das Anhalten unterbricht alle, die es sind\.$/,
    );
  });

  it('is answered beside the buttons, too', () => {
    expect(workText(busy(1, '60'), NOW)).toBe(
      '1 Agent ist bei der Arbeit. „Neu starten“, „Sofort“ und „Anhalten“ lassen ihm höchstens 60 s.',
    );
  });
});

describe('what a restart is at', () => {
  const draining = { kind: 'draining', since: NOW, agentsFewest: 1, deadline: NOW + 40_100, asked: 'done' } as const;
  const waiting = { kind: 'waiting', since: NOW, deadline: NOW + 60_000, asked: 'not-yet' } as const;

  it.each<[string, RestartPhase]>([
    [
      'Wartet, bis 2 Agenten fertig sind',
      { kind: 'waiting-for-idle', agentsNow: 2, agentsFewest: 2, requestedAt: null },
    ],
    ['Wartet, bis 1 Agent fertig ist', { kind: 'waiting-for-idle', agentsNow: 1, agentsFewest: 1, requestedAt: NOW }],
    ['Läuft aus: noch 1 von 2 Agenten · ≤ 41 s', { ...draining, agentsNow: 1 }],
    ['Läuft aus: noch 3 Agenten · ≤ 41 s', { ...draining, agentsNow: 3 }],
    ['Der alte Prozess endet · ≤ 12 s', { kind: 'exiting', since: NOW, deadline: NOW + 12_000, asked: 'done' }],
    ['systemd startet ihn in ≈ 4 s', { ...waiting, systemdRestartAt: NOW + 4500 }],
    ['Startet (PID 4711) · ≤ 3 min', { kind: 'starting', since: NOW, pid: 4711, deadline: NOW + 121_000 }],
    ['In 8 s neu gestartet (PID 4711)', { kind: 'ready', at: NOW, pid: 4711, tookMs: 8400 }],
  ])('is „%s“', (text, phase) => {
    expect(restartLine(restartRun({ phase }), NOW)).toBe(text);
  });

  it('stands in its notification', () => {
    const restart = restartRun({ startedAt: NOW - 5000, progressFloor: 0.52 });
    expect(noticesOf(appState([gateway({ restart })]), NOW)).toMatchObject([
      {
        title: 'Hermes-Gateway startet neu',
        body: '52 % · Läuft aus: noch 1 von 2 Agenten · ≤ 60 s',
        actions: [{ label: 'Sofort neu starten' }],
      },
    ]);
  });
});

describe('a verdict', () => {
  it.each([
    [
      exitWith({ verdict: { kind: 'crashed', signal: 11, dumpedCore: true } }),
      'Abgestürzt (SIGSEGV, mit Speicherabbild)',
    ],
    [
      exitWith({ verdict: { kind: 'stopped-on-request', by: 'another-program' } }),
      'Auf Wunsch eines anderen Programms angehalten',
    ],
    [
      exitWith({ confidence: 'guess', verdict: { kind: 'start-timeout' } }),
      'Wahrscheinlich nicht rechtzeitig gestartet (TimeoutStartSec=)',
    ],
    [
      exitWith({ confidence: 'guess', verdict: { kind: 'failed-to-start', reason: 'Token in use.' } }),
      'Nicht gestartet: Token in use',
    ],
  ])('is a sentence (%#)', (exit, text) => expect(verdictText(exit)).toBe(text));

  it.each([
    [
      { kind: 'restart-policy', restart: 'on-failure' } as const,
      'Es bleibt aus: Restart=on-failure gilt nicht für Exit-Code 1',
    ],
    [{ kind: 'start-limit', burst: 5, intervalMs: 600_000 } as const, 'systemd hat nach 5 Starts in 10 min aufgegeben'],
    [{ kind: 'replaced', pid: 77 } as const, 'Stattdessen läuft PID 77 außerhalb von systemd'],
  ])('says what follows (%#)', (why, text) => {
    expect(consequenceText(exitWith({ consequence: { kind: 'stays-down', why } }), NOW)).toBe(text);
  });

  it('comes with advice', () => {
    const why = { kind: 'restart-policy', restart: 'no' } as const;
    const exit = exitWith({
      verdict: { kind: 'watchdog', whose: 'event-loop' },
      consequence: { kind: 'stays-down', why },
    });
    expect(adviceText(exit)).toBe(
      'Das Protokoll der Minute davor zeigt, was es aufgehalten hat. `hermes -p default gateway install --force` schreibt eine Unit, die systemd wieder startet',
    );
  });
});

describe('why a start failed, where the words are ours', () => {
  it.each([
    [{ end: exited(1), log: [logged({ kind: 'already-running', pid: 77 })] }, /ein anderes Gateway .* \(PID 77\)$/],
    [
      { end: exited(1), log: [logged({ kind: 'port-in-use', platform: 'api_server', port: 8642 })] },
      /Port 8642 für api_server/,
    ],
    [{ end: exited(217) }, /seinen User= gibt es nicht \(217\/USER\)$/],
  ])('is German, too (%#)', (evidence, text) => {
    const exit = exitOfRun(run({ hasRun: false, ...evidence }), unitFacts({ mainPid: 0, activeState: 'failed' }));
    if (exit === null) throw new Error('the run of the fixture has not ended');
    expect(verdictText(exit)).toMatch(text);
  });
});

describe('the texts that are put into a sentence', () => {
  it('begin with no noun, which would lose its capital', () => {
    const words = [
      'Abgestürzt',
      'Auf',
      'Aufgegeben',
      'Aus',
      'Beim',
      'Durch',
      'Eingefroren',
      'Fehlerhafte',
      'Gewaltsam',
    ];
    words.push('Mit', 'Nicht', 'Planmäßig', 'Schonend', 'Vom', 'Von', 'Wahrscheinlich');
    const verdicts = Object.entries(de).filter(([key]) => key.startsWith('verdict.'));
    expect(verdicts.map(([, text]) => text.split(/[ :]/)[0]).filter((word = '') => !words.includes(word))).toEqual([]);
  });
});

describe('the provider of the model', () => {
  const trouble = (status: number, message: string) => ({ status, message, at: NOW, turnsLost: 1, chatsSince: [] });

  it.each([
    [trouble(401, 'no'), /^der Anbieter des Modells lehnt ab \(HTTP 401\): API-Schlüssel oder Anmeldung gelten nicht/],
    [trouble(429, "plan's limit"), /das Limit des Tarifs ist erreicht/],
    [
      trouble(418, 'I am a\nteapot'),
      /^der Anbieter des Modells antwortet mit einem Fehler \(HTTP 418\), „I am a teapot“$/,
    ],
  ])('is quoted, with what to do (%#)', (of, text) => expect(providerReason(of)).toMatch(text));
});

describe('times', () => {
  it('have German names', () => {
    expect([formatMoment(NOW, NOW), formatMoment(Date.UTC(2026, 2, 3, 9, 5), NOW)]).toEqual(['20:00', '3. März 09:05']);
    expect([41_000, 3 * 86_400_000 + 4 * 3_600_000].map(formatDuration)).toEqual(['41 s', '3 Tg. 4 h']);
  });

  it('have those of the language that is spoken now', () => {
    setLanguage('en');
    expect(formatMoment(Date.UTC(2026, 8, 3, 9, 5), NOW)).toBe('3 Sep 09:05');
    setLanguage('de');
    expect(formatMoment(Date.UTC(2026, 8, 3, 9, 5), NOW)).toBe('3. Sept. 09:05');
  });
});
