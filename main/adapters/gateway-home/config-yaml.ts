import { isMap, isScalar, type ParsedNode, parseDocument } from 'yaml';
import type { HermesConfig } from '../../core/home-facts';
import { errorMessage, failure, type Result, success } from '../../core/result';

/** As PyYAML reads it, which Hermes uses: YAML 1.1, and of a key that is there twice the last one counts. */
const AS_PYYAML = { version: '1.1', uniqueKeys: false, logLevel: 'silent', prettyErrors: false } as const;

/**
 * The keys of config.yaml that this program asks for. Only they are turned into values: the rest of a document may hold
 * aliases that grow without end, or nest so deep that it takes minutes. Aliases are not followed for the same reason.
 */
export function parseConfig(text: string): Result<HermesConfig> {
  try {
    const document = parseDocument(text, AS_PYYAML);
    const [error] = document.errors;
    if (error !== undefined) return failure('broken', error.message);
    const agent = valueAt(document.contents, 'agent');
    return success({
      restartDrainTimeoutMs: unlessBareZero(valueAt(agent, 'restart_drain_timeout')),
      restartAfterTurnTimeoutMs: milliseconds(valueAt(agent, 'restart_after_turn_timeout')),
    });
  } catch (error) {
    // Nested too deep for the stack.
    return failure('broken', errorMessage(error));
  }
}

function valueAt(node: ParsedNode | null | undefined, key: string): ParsedNode | null {
  if (!isMap<ParsedNode, ParsedNode | null>(node)) return null;
  return node.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key)?.value ?? null;
}

/** Hermes takes a bare 0 for "not set", and only the string "0" for 0. */
function unlessBareZero(node: ParsedNode | null): number | null {
  return isScalar(node) && node.value === 0 ? null : milliseconds(node);
}

/** Seconds as a number or, as Hermes takes them too, in a string. Null for what is neither, or no length of time. */
function milliseconds(node: ParsedNode | null): number | null {
  const value = isScalar(node) ? node.value : null;
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d*)?$/.test(value.trim()));
  const result = isNumber ? Math.round(Number(value) * 1000) : -1;
  return Number.isSafeInteger(result) && result >= 0 ? result : null;
}
