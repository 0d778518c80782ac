import { describe, expect, it } from 'vitest';
import { readUpdateOutput, saysCurrent, saysUndone, updateComplaint } from '../../../main/core/update-output';

describe('the output of an update', () => {
  it.each([
    ['', 'starting'],
    ['⚕ Updating Hermes Agent...\n', 'starting'],
    ['⚕ Updating Hermes Agent...\n→ Fetching updates...\n', 'fetching'],
    ['→ Fetching updates...\n→ Found 12 new commit(s)\n', 'pulling'],
    ['→ Pulling updates...\n✓ Cleared 3 stale __pycache__ directories\n', 'python'],
    ['→ Updating Python dependencies...\n→ Updating Node.js dependencies...\n', 'node'],
    ['✓ Code updated!\n→ Syncing bundled skills...\n', 'finishing'],
    ['✓ Update complete!\n', 'complete'],
    ['⚠ Update partially complete — Node.js dependencies for web did not refresh.\n', 'complete'],
    ['✓ Update complete!\n→ hermes-gateway: draining (up to 75s)...\n', 'gateways'],
    // A terminal without UTF-8.
    ['? Fetching updates...\n', 'fetching'],
    ['\u001b[36m→ Fetching updates...\u001b[0m\r\n', 'fetching'],
  ] as const)('%j is at %s', (text, step) => {
    expect(readUpdateOutput(text, false).step).toBe(step);
  });

  it('never moves back, and a line that nobody knows moves nothing', () => {
    const text = '→ Updating Node.js dependencies...\n→ Fetching updates...\nsomething new in 0.30\n';
    expect(readUpdateOutput(text, false)).toEqual({ step: 'node', lastLine: 'something new in 0.30', question: null });
  });

  it('shows of a line that is overwritten what stands there now', () => {
    expect(readUpdateOutput('Resolving 1 %\rResolving 80 %', false).lastLine).toBe('Resolving 80 %');
  });

  it('bounds a line without end', () => {
    expect(readUpdateOutput('x'.repeat(1_000_000), false).lastLine).toHaveLength(500);
  });

  it.each([
    ['Would you like to configure new options now? [Y/n] ', true],
    ['Restore local changes? ', true],
    ['Password: ', true],
    ['Would you like to configure new options now? [Y/n] \n', false],
    ['Resolving dependencies', false],
    ['', false],
  ])('takes %j, with nothing after it, for a question: %s', (text, isQuestion) => {
    expect(readUpdateOutput(text, true).question !== null).toBe(isQuestion);
    expect(readUpdateOutput(text, false).question).toBeNull();
  });

  it('knows what it complained of', () => {
    expect(updateComplaint('→ Fetching updates...\n✗ Network error — cannot reach it.\n')).toBe(
      'Network error — cannot reach it.',
    );
    expect(updateComplaint('error: Failed to fetch\n✗ Python dependency install failed\nTip: try again\n')).toBe(
      'Python dependency install failed',
    );
    expect(updateComplaint('Traceback\nValueError: no\n')).toBe('ValueError: no');
    expect(updateComplaint('\n\n')).toBeNull();
  });

  it('knows when there was nothing to do, and when Hermes took its step back', () => {
    expect(saysCurrent('✓ Already up to date!\n')).toBe(true);
    expect(saysCurrent('✓ Update complete!\n')).toBe(false);
    expect(saysUndone('✓ Rollback complete — your install is unchanged.\n')).toBe(true);
  });
});
