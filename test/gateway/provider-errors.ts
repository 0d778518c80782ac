/** What agent.log says when the model's provider answers with an error. */
import type { LogMessage } from './logs';

export const PROVIDER_STATUSES = [400, 401, 402, 429, 500, 529] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];

interface ProviderError {
  readonly type: string;
  /** As Python prints the decoded body. */
  readonly body: string;
  readonly retried: boolean;
}

const ERRORS: Readonly<Record<ProviderStatus, ProviderError>> = {
  400: {
    type: 'BadRequestError',
    body: "{'error': {'message': 'Invalid parameter: foo', 'type': 'invalid_request_error'}}",
    retried: false,
  },
  401: {
    type: 'AuthenticationError',
    body: "{'error': {'message': 'Incorrect API key provided', 'type': 'invalid_request_error', 'code': 'invalid_api_key'}}",
    retried: false,
  },
  402: { type: 'APIStatusError', body: "{'error': {'message': 'Insufficient credits', 'code': 402}}", retried: false },
  429: {
    type: 'RateLimitError',
    body: "{'error': {'message': 'Rate limit reached', 'type': 'rate_limit_error', 'code': 'rate_limit_exceeded'}}",
    retried: true,
  },
  500: {
    type: 'InternalServerError',
    body: "{'error': {'message': 'The server had an error', 'type': 'server_error'}}",
    retried: true,
  },
  529: {
    type: 'InternalServerError',
    body: "{'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'Overloaded'}}",
    retried: true,
  },
};

/** In the order in which a turn logs them; logger `agent.conversation_loop`, so not in gateway.log. */
export function providerErrorLines(status: ProviderStatus, session: string): readonly LogMessage[] {
  const { type, body, retried } = ERRORS[status];
  const text = `Error code: ${status} - ${body}`;
  const line = (level: LogMessage['level'], message: string): LogMessage => ({
    level,
    logger: 'agent.conversation_loop',
    session,
    message,
  });
  const failed = (attempt: number) =>
    line(
      'WARNING',
      `API call failed (attempt ${attempt}/2) error_type=${type} thread=asyncio_0:140214 provider=custom base_url=http://127.0.0.1:18999/v1 model=stub-model summary=HTTP ${status}: ${text}`,
    );
  if (!retried) return [failed(1), line('ERROR', `Non-retryable client error: ${text}`)];
  return [
    failed(1),
    line(
      'WARNING',
      `Retrying API call in 2.2593613303302846s (attempt 1/2) thread=asyncio_0:140214 policy=default error=${text}`,
    ),
    failed(2),
    line(
      'ERROR',
      `API call failed after 2 retries. HTTP ${status}: ${text} | provider=custom model=stub-model msgs=2 tokens=~1,095`,
    ),
  ];
}
