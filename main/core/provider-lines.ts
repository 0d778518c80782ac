import type { FoundInLine, LogForm } from './log-forms';
import type { LogHead } from './log-head';
import { printable } from './log-text';

const MOST_MESSAGE = 300;
/** Of the SDK's `Error code: 429 - {...}`, Hermes' own `HTTP 429: …`, or both; a name may stand before them. */
const STATUS = /^.{0,80}?\b(?:HTTP|Error code:) (\d{3})\b[\s:-]*(?:Error code: \d{3}\b[\s:-]*)?/s;

/**
 * HTTP errors of the model's provider, as the agent's loop logs them. A name of the agent in brackets may
 * stand before each. An error without a status (no network, no answer) is none of these.
 */
export const PROVIDER_FORMS: readonly LogForm[] = [
  provider('API call failed (attempt ', /^(API call failed \(attempt \d+\/\d+\)).*?summary=(.*)$/s, false),
  provider('Retrying API call in ', /^(Retrying API call).*? error=(.*)$/s, false),
  provider('API call failed after ', /^(API call failed after \d+ retries)[.:] (.*)$/s, true),
  provider('Non-retryable client error: ', /^(Non-retryable client error): (.*)$/s, true),
].flatMap((one) => [one, { ...one, begins: '[' }]);

/**
 * What the loop logs of a turn that ended with the model's text. Each answered call has a line, too (`API call #…`), but
 * those are a fifth of a busy log, and to read them all costs more than it tells.
 */
export const ANSWER_FORMS: readonly LogForm[] = [
  {
    source: 'agent',
    begins: 'Turn ended: reason=text_response',
    isAlarm: false,
    read: () => ({ finding: { kind: 'provider-answered' } }),
  },
];

/** `pattern` takes apart what is said and the error. */
function provider(begins: string, pattern: RegExp, isFinal: boolean): LogForm {
  return {
    source: 'agent',
    begins,
    isAlarm: true,
    read(message, head) {
      const [, said = '', error = ''] = pattern.exec(message.replace(/^\[[^\]]*\] /, '')) ?? [];
      return found(said, error, head, isFinal);
    },
  };
}

function found(said: string, error: string, { session }: LogHead, isFinal: boolean): FoundInLine | null {
  const status = Number(STATUS.exec(error)?.[1]);
  if (!(status >= 100)) return null;
  const words = providerMessage(error);
  const message = words === '' ? `HTTP ${status}` : words;
  // Not the body: some servers answer with what they were sent, which holds the conversation.
  const shown = words === '' ? `${said}: HTTP ${status}` : `${said}: HTTP ${status}: ${words}`;
  return { finding: { kind: 'provider-error', status, isFinal, message, session }, shown };
}

/** The provider's own words, out of a body that stands there as Python or JSON prints it, or as Hermes sums it up. */
function providerMessage(error: string): string {
  const body = error.replace(/ \| provider=.*$/s, '').replace(STATUS, '');
  const words =
    stringUnder(body, 'message') ??
    stringUnder(body, 'detail') ??
    stringUnder(body, 'msg') ??
    stringUnder(body, 'error');
  return printable(withoutEcho(words ?? plainText(body)), MOST_MESSAGE);
}

/** The first string under a key, of a dictionary that may have been cut anywhere. */
function stringUnder(body: string, key: string): string | null {
  const match = new RegExp(`['"]${key}['"]\\s*:\\s*(?:'((?:[^'\\\\]|\\\\.)*)|"((?:[^"\\\\]|\\\\.)*))`, 's').exec(body);
  const value = match?.[1] ?? match?.[2];
  return value === undefined || value === '' ? null : unescaped(value);
}

function unescaped(text: string): string {
  return text
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4}))/g, (_, short, long) =>
      String.fromCharCode(parseInt(short ?? long, 16)),
    )
    .replace(/\\(.)/gs, '$1');
}

function plainText(body: string): string {
  if (body.startsWith('<')) return /<title[^>]*>([^<]*)/i.exec(body)?.[1] ?? '';
  return body.replace(/[[{].*$/s, '').replace(/[\s:-]+$/, '');
}

/** A validation error goes on with the value it refused: the request, and with it the chat. */
function withoutEcho(text: string): string {
  return text.replace(/['"]?\b(?:input|input_value|content|messages|prompt)['"]?\s*[:=].*$/s, '');
}
