import type { ProviderTrouble } from './provider-trouble';

const MESSAGE_LENGTH = 160;
/** Of a 429: the plan is used up for hours, where a rate limit passes in seconds. Providers put it in different words. */
const USAGE_LIMIT = /usage[ _-]?limit|insufficient[ _-]quota|exceeded your (current )?quota|plan'?s limit/i;

/** What the model's provider refuses, and what to do, for a person: one sentence, without a full stop. */
export function providerReason({ status, message }: ProviderTrouble): string {
  switch (status) {
    case 400:
      return `the model's provider rejects the request (HTTP 400)${quoted(message)}: check the model's settings in config.yaml, or begin a new chat session if this one is very long`;
    case 401:
      return "the model's provider refuses (HTTP 401): the API key or the login is not accepted — check the key, or log in again";
    case 402:
      return "the model's provider refuses (HTTP 402): balance or quota exhausted — check its dashboard";
    case 429:
      return USAGE_LIMIT.test(message)
        ? "the model's provider refuses (HTTP 429): the plan's usage limit is reached — wait until it resets, or change the plan"
        : "the model's provider refuses (HTTP 429): too many requests — wait a moment and try again";
    case 500:
      return `the model's provider fails (HTTP 500)${quoted(message)}: try again later, or begin a new chat session if this one is very long`;
    case 529:
      return "the model's provider is overloaded (HTTP 529): try again shortly";
    default:
      return `the model's provider answers with an error (HTTP ${status})${quoted(message)}`;
  }
}

function quoted(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  return `, “${line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH - 1)}…` : line}”`;
}
