import { describe, expect, it } from 'vitest';
import type { LogFinding } from '../../../main/core/log-finding';
import { findInHead, findInTraceback, logFact, TELLING_BEGINNINGS } from '../../../main/core/log-findings';
import { type LogHead, parseLogHead } from '../../../main/core/log-head';

const TIME = '2026-11-23 19:49:12,296';

// As recorded from a running 0.11 and 0.19, or spelled out of the contract (§2.3, §4.1) for the versions named.
const LINES: readonly (readonly [string, LogFinding])[] = [
  ['INFO gateway.run: Starting Hermes Gateway...', { kind: 'starting' }],
  ['INFO gateway.run: Gateway running with 2 platform(s)', { kind: 'running', platforms: 2 }],
  ['INFO gateway.run: Gateway will continue running for cron job execution.', { kind: 'running', platforms: 0 }],
  [
    'WARNING gateway.run: Gateway started with no connected platforms — 2 platform(s) queued for retry: a, b',
    { kind: 'running', platforms: 0 },
  ],
  // 0.11
  ['INFO gateway.run: Received SIGTERM/SIGINT — initiating shutdown', signal('SIGTERM/SIGINT', 'unexpected')],
  ['INFO gateway.run: Received SIGTERM — initiating shutdown', signal('SIGTERM', 'unexpected')],
  ['INFO gateway.run_shutdown: Received SIGINT — initiating shutdown', signal('SIGINT', 'unexpected')],
  ['INFO gateway.run: Received SIGTERM as a planned gateway stop — exiting cleanly', signal('SIGTERM', 'planned-stop')],
  ['INFO gateway.run: Received UNKNOWN as a planned gateway stop — exiting cleanly', signal('UNKNOWN', 'planned-stop')],
  [
    'INFO gateway.run: Received SIGTERM as a planned --replace takeover — exiting cleanly',
    signal('SIGTERM', 'takeover'),
  ],
  ['INFO gateway.run: Stopping gateway...', { kind: 'stopping', forRestart: false }],
  ['INFO gateway.run: Stopping gateway for restart...', { kind: 'stopping', forRestart: true }],
  [
    'INFO gateway.run: Shutdown phase: drain done at +20.03s (drain took 20.02s, timed_out=True, active_at_start=1, active_now=1, cron_at_start=2, cron_now=1, api_at_start=0, api_now=0)',
    { kind: 'drain-ended', timedOut: true, seconds: 20.02, agentsLeft: 2 },
  ],
  // 0.14
  [
    'INFO gateway.run: Shutdown phase: drain done at +0.10s (drain took 0.10s, timed_out=False, active_at_start=0, active_now=0)',
    { kind: 'drain-ended', timedOut: false, seconds: 0.1, agentsLeft: 0 },
  ],
  // 0.11
  [
    'WARNING gateway.run: Gateway drain timed out after 15.0s with 1 active agent(s); interrupting remaining work.',
    { kind: 'drain-timed-out', seconds: 15, agents: 1 },
  ],
  [
    'WARNING gateway.run: Gateway drain timed out after 20.0s with 1 active agent(s), 2 in-flight cron job(s), and 3 api_server run(s); interrupting remaining work.',
    { kind: 'drain-timed-out', seconds: 20, agents: 6 },
  ],
  // 0.11 has no teardown time.
  ['INFO gateway.run: Gateway stopped', { kind: 'stopped' }],
  ['INFO gateway.run: Gateway stopped (total teardown 20.43s)', { kind: 'stopped' }],
  [
    'INFO gateway.run: Exiting with code 1 (signal-initiated shutdown without restart request) so systemd Restart=on-failure can revive the gateway.',
    { kind: 'exiting', code: 1, reason: 'signal-initiated shutdown without restart request' },
  ],
  [
    'ERROR gateway.run: Gateway exiting with failure: All messaging adapters disconnected',
    { kind: 'exiting', code: 1, reason: 'All messaging adapters disconnected' },
  ],
  [
    'ERROR gateway.run: Gateway failed to connect any configured messaging platform: telegram: no route',
    { kind: 'start-failed', reason: 'telegram: no route' },
  ],
  [
    'ERROR gateway.run: Gateway hit a non-retryable startup conflict: telegram: in use',
    { kind: 'start-failed', reason: 'telegram: in use' },
  ],
  ['INFO gateway.run: Gateway exiting cleanly: telegram: in use', { kind: 'start-failed', reason: 'telegram: in use' }],
  [
    "ERROR gateway.run: Refusing to start: telegram has dm_policy/group_policy set to 'open' without an allowlist.",
    {
      kind: 'start-failed',
      reason: "Refusing to start: telegram has dm_policy/group_policy set to 'open' without an allowlist.",
    },
  ],
  [
    'ERROR gateway.platforms.api_server: [Api_Server] Refusing to start: API_SERVER_KEY is required for the API server, including loopback-only binds on 127.0.0.1.',
    {
      kind: 'start-failed',
      reason: 'api_server: API_SERVER_KEY is required for the API server, including loopback-only binds on 127.0.0.1.',
    },
  ],
  [
    'ERROR gateway.run: All messaging platforms failed with retryable errors. Shutting down gateway for service restart (systemd will retry).',
    { kind: 'exiting', code: 1, reason: 'All messaging platforms failed with retryable errors' },
  ],
  [
    "ERROR gateway.run: Another gateway instance is already running (PID 5311, HERMES_HOME=/home/ada/.hermes). Use 'hermes gateway restart' to replace it, or 'hermes gateway stop' first.",
    { kind: 'already-running', pid: 5311 },
  ],
  [
    'ERROR gateway.run: Another gateway instance (PID 5311) started during our startup. Exiting to avoid double-running.',
    { kind: 'already-running', pid: 5311 },
  ],
  [
    'ERROR gateway.run: Gateway runtime lock is already held by another instance. Exiting.',
    { kind: 'already-running', pid: null },
  ],
  [
    'ERROR gateway.run: PID file race lost to another gateway instance. Exiting.',
    { kind: 'already-running', pid: null },
  ],
  [
    'ERROR gateway.platforms.telegram: [Telegram] Telegram bot token already in use (PID 4242). Stop the other gateway first.',
    { kind: 'token-in-use', platform: 'telegram', pid: 4242 },
  ],
  // 0.19 has its platforms in plugins.
  [
    'ERROR plugins.platforms.discord.adapter: [Discord] Discord bot token already in use. Stop the other gateway first.',
    { kind: 'token-in-use', platform: 'discord', pid: null },
  ],
  [
    'ERROR gateway.run: Fatal signal adapter error (signal-phone_lock): Signal phone already in use (PID 7). Stop the other gateway first.',
    { kind: 'token-in-use', platform: 'signal', pid: 7 },
  ],
  [
    'ERROR gateway.platforms.api_server: [Api_Server] Port 8642 already in use. Set a different port in config.yaml: platforms.api_server.port',
    { kind: 'port-in-use', platform: 'api_server', port: 8642 },
  ],
  [
    "ERROR gateway.run: ✗ webhook error: [Errno 98] error while attempting to bind on address ('127.0.0.1', 8644): address already in use",
    { kind: 'port-in-use', platform: 'webhook', port: 8644 },
  ],
  ['INFO gateway.run: Replacing existing gateway instance (PID 77) with --replace.', { kind: 'replacing', pid: 77 }],
  [
    'WARNING gateway.run: Old gateway (PID 77) did not exit after SIGTERM, sending SIGKILL.',
    { kind: 'replacing', pid: 77 },
  ],
  [
    'WARNING hermes_cli.gateway: Gateway (re)started 6 times in 120s — backing off 10s to break a respawn storm.',
    { kind: 'backing-off', starts: 6, seconds: 10 },
  ],
  [
    'WARNING gateway.run: Stale systemd unit detected: hermes-gateway.service has TimeoutStopSec=90s but drain_timeout=180s (expected >=210s).',
    {
      kind: 'stale-unit',
      detail: 'hermes-gateway.service has TimeoutStopSec=90s but drain_timeout=180s (expected >=210s).',
    },
  ],
  [
    'INFO gateway.run: Launched systemd planned-restart helper for hermes-gateway.service (pid=7, scope=user)',
    { kind: 'restart-helper' },
  ],
  [
    'CRITICAL gateway.shutdown_watchdog: Shutdown watchdog fired after 60s — forcing process exit',
    { kind: 'watchdog', of: 'shutdown' },
  ],
  [
    'CRITICAL gateway.run: Gateway event loop missed 3 consecutive liveness probes; dumping all thread stacks and exiting with code 75 so the service supervisor can restart it.',
    { kind: 'watchdog', of: 'event-loop' },
  ],
  [
    'INFO gateway.run: External drain ENGAGED (.drain_request.json present) — refusing new turns; 0 in-flight turn(s) will finish. Process stays up.',
    { kind: 'drain-request', isEngaged: true },
  ],
  [
    'INFO gateway.run: External drain RELEASED (.drain_request.json removed) — re-accepting new turns; gateway_state -> running.',
    { kind: 'drain-request', isEngaged: false },
  ],
  [
    "INFO gateway.run: inbound message: platform=webhook user=t1 chat=webhook:t1:179 msg='say hi hello'",
    { kind: 'turn-started', chat: 'webhook:t1:179' },
  ],
  [
    'INFO gateway.run: response ready: platform=webhook chat=webhook:t1:179 time=42.2s api_calls=1 response=66 chars',
    { kind: 'turn-ended', chat: 'webhook:t1:179' },
  ],
];

describe('the gateway’s lines', () => {
  it.each(LINES)('%s', (line, finding) => {
    expect(findInHead(head(line))?.finding).toEqual(finding);
  });

  it.each(LINES)('begins as the reader looks for it: %s', (line) => {
    const { message } = head(line);
    expect(TELLING_BEGINNINGS.some(({ begins }) => message.startsWith(begins))).toBe(true);
  });

  it.each([
    'INFO gateway.run: Gateway stopped by an unexpected signal — persisting gateway_state=running so container_boot auto-starts on the next boot (issue #42675)',
    'INFO gateway.run: Shutdown phase: notify_active_sessions done at +0.00s',
    'WARNING gateway.run: Shutdown context: signal=SIGTERM under_systemd=no parent_pid=2908',
    'WARNING gateway.run: No messaging platforms enabled.',
    'INFO gateway.run: ✓ webhook connected',
    'ERROR gateway.run: ✗ telegram error: timed out',
    'ERROR gateway.run: Fatal telegram adapter error (unauthorized): the token was revoked',
    'INFO gateway.platforms.api_server: [Api_Server] Refusing to start: API_SERVER_KEY is required',
    'INFO gateway.run: Received a message: Received SIGTERM — initiating shutdown',
    "INFO agent.turn_context: conversation turn: session=s model=m platform=p history=0 msg='Received SIGTERM — initiating shutdown'",
    // The right words, from somebody who quotes them.
    'INFO tools.terminal_tool: Received SIGTERM — initiating shutdown',
    'INFO agent.tool_executor: Received SIGTERM — initiating shutdown',
    'INFO gateway.platforms.telegram: Received SIGTERM — initiating shutdown',
    'INFO gatewayish: Starting Hermes Gateway...',
    'INFO gateway.platforms.telegram: [Telegram] Telegram bot token already in use (PID 1). Stop the other gateway first.',
  ])('tells nothing: %s', (line) => {
    expect(findInHead(head(line))).toBeNull();
  });
});

describe('the line that is shown', () => {
  it('is a chat message’s envelope only', () => {
    const envelope = 'INFO gateway.run: inbound message: platform=telegram user=Ada L. chat=42';
    const line = `${envelope} msg='secret chat=43 msg=' reply_to_id=1 reply_to_text="it's secret"`;
    expect(shown(line)).toBe(`${TIME} ${envelope}`);
  });

  it('ends at its envelope where the text stands elsewhere', () => {
    expect(
      shown('INFO gateway.run: inbound message: platform=telegram user=Ada text=secret chat=42 body=secret'),
    ).toBeNull();
  });

  it('is printable, and 500 characters at most', () => {
    const line = `ERROR gateway.run: Gateway exiting cleanly: \u001b[31mred\u0000\u202e ${'😀'.repeat(400)}`;
    const text = shown(line) ?? '';
    expect(text).toContain('cleanly: red 😀');
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text.endsWith('😀…')).toBe(true);
    expect(JSON.stringify(text)).not.toContain('\\u');
  });
});

describe('an error of the provider', () => {
  const session = '20261123_195502_a8bd6edb';

  // As 0.19 logged them.
  it.each([
    [
      `WARNING [${session}] agent.conversation_loop: API call failed (attempt 1/2) error_type=AuthenticationError thread=asyncio_0:1 provider=custom base_url=http://127.0.0.1:18999/v1 model=stub-model summary=HTTP 401: Error code: 401 - {'error': {'message': 'Incorrect API key provided', 'code': 'x'}}`,
      { status: 401, isFinal: false, message: 'Incorrect API key provided' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: Non-retryable client error: Error code: 401 - {'error': {'message': 'Incorrect API key provided'}}`,
      { status: 401, isFinal: true, message: 'Incorrect API key provided' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: Non-retryable client error: Error code: 402 - {'error': {'message': 'Insufficient credits', 'code': 402}}`,
      { status: 402, isFinal: true, message: 'Insufficient credits' },
    ],
    [
      `WARNING [${session}] agent.conversation_loop: Retrying API call in 2.2593613303302846s (attempt 1/2) thread=asyncio_0:1 policy=default error=Error code: 429 - {'error': {'message': 'Rate limit reached'}}`,
      { status: 429, isFinal: false, message: 'Rate limit reached' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: API call failed after 2 retries. HTTP 429: Error code: 429 - {'error': {'message': 'Rate limit reached'}} | provider=custom model=stub-model msgs=2 tokens=~1,095`,
      { status: 429, isFinal: true, message: 'Rate limit reached' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: API call failed after 2 retries. HTTP 529: Error code: 529 - {'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}} | provider=custom`,
      { status: 529, isFinal: true, message: 'Overloaded' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: Non-retryable client error: Error code: 400 - {'error': {'message': 'Invalid parameter: foo', 'type': 'invalid_request_error'}}`,
      { status: 400, isFinal: true, message: 'Invalid parameter: foo' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: API call failed after 2 retries. HTTP 500: Error code: 500 - {'error': {'message': "It's the server's fault"}} | provider=custom`,
      { status: 500, isFinal: true, message: "It's the server's fault" },
    ],
    // 0.11, and an agent that has a name.
    [
      `ERROR [${session}] run_agent: API call failed after 3 retries. HTTP 402: Insufficient credits | provider=openrouter model=m msgs=2 tokens=~1`,
      { status: 402, isFinal: true, message: 'Insufficient credits' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: [hermes-canary] API call failed after 3 retries. HTTP 503: Service Unavailable — Ray 1 | provider=custom`,
      { status: 503, isFinal: true, message: 'Service Unavailable — Ray 1' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: Non-retryable client error: Error code: 404 - {"error":"model \\"x\\" not found"}`,
      { status: 404, isFinal: true, message: 'model "x" not found' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: Non-retryable client error: Error code: 403 - <!DOCTYPE html><html><head><title>Just a moment...</title>`,
      { status: 403, isFinal: true, message: 'Just a moment...' },
    ],
    [
      `ERROR [${session}] agent.conversation_loop: Non-retryable client error: Error code: 400`,
      { status: 400, isFinal: true, message: 'HTTP 400' },
    ],
  ])('%s', (line, finding) => {
    expect(findInHead(head(line))?.finding).toEqual({ kind: 'provider-error', session, ...finding });
  });

  it('has no session where the line names none', () => {
    const line =
      "ERROR agent.conversation_loop: Non-retryable client error: Error code: 401 - {'error': {'message': 'x'}}";
    expect(findInHead(head(line))?.finding).toMatchObject({ session: null });
  });

  it('does not echo what a server was sent', () => {
    const echo = "'input': {'messages': [{'role': 'user', 'content': 'secret'}]}";
    for (const body of [
      `{'detail': [{'type': 'missing', 'msg': 'Field required', ${echo}}]}`,
      `{'error': {'message': "1 validation error: {'type': 'missing', ${echo.replaceAll("'", "\\'")}}"}}`,
      `{'error': {'message': 'Prompt refused', 'param': 'x'}, ${echo}}`,
      `[{${echo}}]`,
    ]) {
      const line = `ERROR agent.conversation_loop: Non-retryable client error: Error code: 422 - ${body}`;
      const fact = factOf(line);
      expect(fact?.finding).toMatchObject({ status: 422 });
      expect(JSON.stringify(fact)).not.toContain('secret');
    }
  });

  it.each([
    'ERROR agent.conversation_loop: API call failed after 3 retries. Connection error. | provider=custom model=m',
    "ERROR agent.conversation_loop: Non-retryable client error: 'NoneType' object is not iterable",
    'WARNING agent.auxiliary_client: API call failed after 3 retries. HTTP 402: no credits',
    'INFO agent.conversation_loop: Non-retryable client error: Error code: 401 - {}',
    'ERROR tools.terminal_tool: Non-retryable client error: Error code: 401 - {}',
  ])('is not: %s', (line) => {
    expect(findInHead(head(line))).toBeNull();
  });
});

describe('an answer of the provider', () => {
  const session = '20261123_195502_a8bd6edb';

  it.each([
    `INFO [api-8641fe00c0ebb1d2] agent.conversation_loop: Turn ended: reason=text_response(finish_reason=stop) model=m api_calls=1/90 budget=1/90 tool_turns=0 last_msg_role=assistant response_len=66 session=${session}`,
  ])('%s', (line) => {
    expect(findInHead(head(line))?.finding).toEqual({ kind: 'provider-answered' });
  });

  it.each([
    'INFO agent.conversation_loop: Turn ended: reason=max_iterations_reached(30/30) model=m api_calls=30/30',
    'INFO agent.conversation_loop: Turn ended: reason=interrupted_by_user model=m api_calls=1/90',
    'INFO tools.terminal_tool: Turn ended: reason=text_response(finish_reason=stop) model=m',
    'INFO agent.conversation_loop: API call #1: model=m provider=p in=1 out=1 total=2 latency=1.0s',
  ])('is not: %s', (line) => {
    expect(findInHead(head(line))).toBeNull();
  });
});

describe('an exception', () => {
  it('is told by its own line, and not by the words before the traceback', () => {
    const first = head('ERROR gateway.run: Agent error in session s: secret');
    const line = "ImportError: cannot import name 'env_float'";
    const found = findInTraceback(first, line);
    expect(found?.finding).toEqual({
      kind: 'exception',
      type: 'ImportError',
      message: "cannot import name 'env_float'",
    });
    if (found === null) return;
    expect(logFact(first, 1, 'errors', found)).toMatchObject({ at: 1, line: `${TIME} ERROR gateway.run: ${line}` });
  });

  it.each(['INFO gateway.run: x', 'ERROR tools.terminal_tool: x', 'ERROR agent.tool_executor: x'])(
    'is quoted by, or of no interest to: %s',
    (line) => {
      expect(findInTraceback(head(line), 'ValueError: x')).toBeNull();
    },
  );
});

function signal(name: string, as: Extract<LogFinding, { kind: 'signal' }>['as']): LogFinding {
  return { kind: 'signal', signal: name, as };
}

function head(line: string): LogHead {
  const parsed = parseLogHead(`${TIME} ${line}`);
  if (parsed === null) throw new Error(`not a line: ${line}`);
  return parsed;
}

function factOf(line: string) {
  const found = findInHead(head(line));
  return found === null ? null : logFact(head(line), null, 'agent', found);
}

function shown(line: string): string | null {
  return factOf(line)?.line ?? null;
}
