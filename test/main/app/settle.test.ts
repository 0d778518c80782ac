import { describe, expect, it } from 'vitest';
import { createSettler, SETTLE_MS } from '../../../main/app/settle';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { createFakeClock } from '../../fakes/fake-clock';
import { unitFacts } from '../../fixtures/build';

const RUNNING = unitFacts();
const STOP_POST = unitFacts({ activeState: 'deactivating', subState: 'stop-post', mainPid: 0 });
const FAILED = unitFacts({ activeState: 'failed', subState: 'failed', mainPid: 0 });
const WAITING = unitFacts({ activeState: 'activating', subState: 'auto-restart', mainPid: 0 });
const STOPPING = unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' });

function settling() {
  const clock = createFakeClock();
  const passed: UnitFacts[] = [];
  return { clock, passed, settler: createSettler(clock, (facts) => passed.push(facts)) };
}

describe('createSettler', () => {
  it('passes a crash that systemd revives on without its flash of "failed"', () => {
    const { clock, passed, settler } = settling();
    for (const facts of [RUNNING, STOP_POST, FAILED]) settler.take(facts);
    clock.advance(1);
    settler.take(WAITING);
    clock.advance(1000);
    expect(passed).toEqual([RUNNING, STOP_POST, WAITING]);
  });

  it('passes on "failed" that lasts, after its time', () => {
    const { clock, passed, settler } = settling();
    for (const facts of [RUNNING, FAILED]) settler.take(facts);
    clock.advance(SETTLE_MS - 1);
    expect(passed).toEqual([RUNNING]);
    clock.advance(1);
    expect(passed).toEqual([RUNNING, FAILED]);
  });

  it('does not start the wait anew when the same state is told again', () => {
    const { clock, passed, settler } = settling();
    for (const facts of [RUNNING, FAILED]) settler.take(facts);
    clock.advance(SETTLE_MS - 1);
    const again = { ...FAILED, job: null, needDaemonReload: true };
    settler.take(again);
    clock.advance(1);
    expect(passed).toEqual([RUNNING, again]);
  });

  it('passes on a requested stop at once', () => {
    const { passed, settler } = settling();
    const dead = unitFacts({ activeState: 'inactive', subState: 'dead', mainPid: 0 });
    for (const facts of [RUNNING, STOPPING, dead]) settler.take(facts);
    expect(passed).toEqual([RUNNING, STOPPING, dead]);
  });

  it('passes on nothing once it is closed', () => {
    const { clock, passed, settler } = settling();
    for (const facts of [RUNNING, FAILED]) settler.take(facts);
    settler.close();
    clock.advance(1000);
    expect(passed).toEqual([RUNNING]);
    expect(clock.pending()).toBe(0);
  });
});
