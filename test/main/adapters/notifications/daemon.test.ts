import { describe, expect, it } from 'vitest';
import { failure, success } from '../../../../main/core/result';
import { noticeWith, SHOW_WINDOW } from '../../../fixtures/notices';
import { createRig } from './rig';

const SLOW_AFTER_MS = 5000;
const SERVICE_UNKNOWN = failure('org.freedesktop.DBus.Error.ServiceUnknown', 'nobody');
const CAPABILITIES = success([['actions', 'body', 'body-markup']]);
const NO_REPLY = 'org.freedesktop.DBus.Error.NoReply';
const CRITICAL = noticeWith({ urgency: 'critical' });

describe('a daemon', () => {
  it('is met when there is something to show, and once', async () => {
    const { show, meetings, newest } = createRig();
    await show();
    expect(meetings()).toBe(0);
    await show(noticeWith());
    await newest().answer(5);
    await show(noticeWith({ body: 'more' }));
    expect(meetings()).toBe(1);
  });

  it('is asked what it can do when it is another', async () => {
    const { show, meetings, newest, ownerChanged } = createRig();
    await show(noticeWith());
    await newest().answer(5);
    await ownerChanged(':1.8');
    expect(meetings()).toBe(1);
    await show(noticeWith({ round: 1 }));
    expect(meetings()).toBe(2);
    expect(newest().replacesId).toBe(0);
  });

  it('that is another is told what is critical, and not the rest', async () => {
    const { show, newest, notifies, ownerChanged } = createRig();
    await show(CRITICAL, noticeWith({ key: 'other', title: 'other' }));
    await notifies[0]?.answer(5);
    await notifies[1]?.answer(6);
    await ownerChanged('');
    expect(notifies).toHaveLength(2);
    await ownerChanged(':1.8');
    expect(notifies).toHaveLength(3);
    expect(newest()).toMatchObject({ title: CRITICAL.title, replacesId: 0 });
  });

  it('that is another is not told what the person has closed', async () => {
    const { show, newest, notifies, closed, ownerChanged } = createRig();
    await show(CRITICAL);
    await newest().answer(5);
    closed(5, 2);
    await ownerChanged(':1.8');
    expect(notifies).toHaveLength(1);
  });

  it('that dies of a notice is given it once more, and no more', async () => {
    const { show, newest, notifies, logger } = createRig();
    await show(noticeWith());
    await newest().fail(NO_REPLY);
    expect(notifies).toHaveLength(2);
    await newest().fail(NO_REPLY);
    await show(noticeWith({ body: 'more' }));
    expect(notifies).toHaveLength(2);
    expect(logger.lines).toHaveLength(1);
    await show(noticeWith({ round: 1 }));
    expect(notifies).toHaveLength(3);
  });

  it('that refuses a notice leaves it to Electron', async () => {
    const { show, newest, notifies, fallbacks, commands, logger } = createRig();
    await show(noticeWith());
    await newest().fail('org.freedesktop.Notifications.Error.ExcessNotificationGeneration');
    expect(fallbacks.map(({ notice }) => notice.title)).toEqual(['Hermes gateway stopped']);
    await show(noticeWith({ body: 'more' }));
    expect(notifies).toHaveLength(1);
    fallbacks[0]?.choose(SHOW_WINDOW);
    expect(commands).toEqual([SHOW_WINDOW]);
    expect(logger.lines).toEqual([expect.stringContaining('ExcessNotificationGeneration')]);
    await show(noticeWith({ round: 1 }));
    expect(fallbacks[0]?.isClosed).toBe(true);
    expect(notifies).toHaveLength(2);
  });
});

describe('no daemon', () => {
  it('leaves each round to Electron once', async () => {
    const { show, setCapabilities, fallbacks, logger } = createRig();
    setCapabilities(SERVICE_UNKNOWN);
    await show(noticeWith());
    await show(noticeWith({ body: 'more' }));
    expect(fallbacks).toHaveLength(1);
    await show(noticeWith({ body: 'news', round: 1 }));
    expect(fallbacks.map(({ notice, isClosed }) => [notice.body, isClosed])).toEqual([
      [noticeWith().body, true],
      ['news', false],
    ]);
    await show();
    expect(fallbacks[1]?.isClosed).toBe(true);
    expect(logger.lines).toHaveLength(1);
  });

  it('means another start that failed as well', async () => {
    const { show, setCapabilities, fallbacks } = createRig();
    setCapabilities(failure('org.freedesktop.DBus.Error.Spawn.ChildExited', 'it ended'));
    await show(noticeWith());
    expect(fallbacks).toHaveLength(1);
  });

  it('is over when one comes: that is told everything that still holds', async () => {
    const { show, setCapabilities, fallbacks, ownerChanged, newest } = createRig();
    setCapabilities(SERVICE_UNKNOWN);
    await show(noticeWith());
    setCapabilities(CAPABILITIES);
    await ownerChanged(':1.7');
    expect(fallbacks[0]?.isClosed).toBe(true);
    expect(newest()).toMatchObject({ replacesId: 0, title: 'Hermes gateway stopped' });
  });
});

describe('a daemon that comes while another could not be found', () => {
  it('is told, and Electron is not', async () => {
    const { show, setCapabilities, answerMeeting, ownerChanged, fallbacks, notifies } = createRig();
    setCapabilities(null);
    await show(noticeWith());
    await ownerChanged(':1.7');
    setCapabilities(CAPABILITIES);
    await answerMeeting(SERVICE_UNKNOWN);
    expect([fallbacks.length, notifies.length]).toEqual([0, 1]);
  });
});

describe('a daemon that does not answer', () => {
  it('is said once, and asked nothing more', async () => {
    const { show, notifies, clock, logger } = createRig();
    await show(noticeWith());
    clock.advance(SLOW_AFTER_MS);
    for (let step = 0; step < 20; step += 1)
      await show(noticeWith({ body: `step ${step}` }), noticeWith({ key: `${step}` }));
    clock.advance(60_000);
    expect(notifies).toHaveLength(1);
    expect(logger.lines).toEqual([expect.stringContaining('has not answered Notify for 5 s')]);
    expect(clock.pending()).toBe(0);
  });

  it('gets the latest wish when it answers, in place', async () => {
    const { show, notifies, clock } = createRig();
    await show(noticeWith());
    clock.advance(SLOW_AFTER_MS);
    await show(noticeWith({ body: 'latest' }), noticeWith({ key: 'other', title: 'other' }));
    await notifies[0]?.answer(5);
    expect(notifies.slice(1).map(({ title, body, replacesId }) => [title, body, replacesId])).toEqual([
      ['Hermes gateway stopped', 'latest', 5],
      ['other', 'It was killed (SIGKILL).', 0],
    ]);
  });

  it('is asked whether it is there before it is told again', async () => {
    const { show, newest, notifies, meetings, setCapabilities, answerMeeting } = createRig();
    await show(noticeWith());
    setCapabilities(null);
    await newest().fail('timeout');
    await show(noticeWith({ body: 'more' }));
    expect([meetings(), notifies.length]).toEqual([2, 1]);
    await answerMeeting(failure('timeout', 'still none'));
    // Nothing may happen for days that would make it be asked.
    expect(meetings()).toBe(3);
    await show(noticeWith({ body: 'still more' }));
    expect(meetings()).toBe(3);
    await answerMeeting(CAPABILITIES);
    expect(newest().body).toBe('still more');
  });

  it('is told again in place what it may have taken', async () => {
    const { show, newest } = createRig();
    await show(noticeWith());
    await newest().answer(5);
    await show(noticeWith({ body: 'more' }));
    await newest().fail('timeout');
    expect(newest()).toMatchObject({ body: 'more', replacesId: 5 });
  });
});

describe('the bus', () => {
  it('is waited for', async () => {
    const rig = createRig();
    rig.bus.become({ kind: 'down', reason: 'gone', retryAt: 0 });
    await rig.show(noticeWith());
    expect([rig.meetings(), rig.fallbacks.length]).toEqual([0, 0]);
    rig.bus.become({ kind: 'up', name: ':1.2' });
    await rig.show(noticeWith());
    expect(rig.notifies).toHaveLength(1);
  });

  it('that was lost takes the ids along, and what was shown is not shown again', async () => {
    const { show, newest, notifies, bus } = createRig();
    await show(CRITICAL);
    await newest().answer(5);
    bus.become({ kind: 'down', reason: 'gone', retryAt: 0 });
    bus.become({ kind: 'up', name: ':1.2' });
    await show({ ...CRITICAL, body: 'more' });
    expect(notifies).toHaveLength(1);
    await show({ ...CRITICAL, round: 1 });
    expect(newest()).toMatchObject({ replacesId: 0 });
  });

  it('that was lost with a Notify on its way gets it again', async () => {
    const { show, newest, notifies, bus } = createRig();
    await show(noticeWith());
    bus.become({ kind: 'down', reason: 'gone', retryAt: 0 });
    await newest().fail('disconnected');
    bus.become({ kind: 'up', name: ':1.2' });
    await show(noticeWith());
    expect(notifies).toHaveLength(2);
  });

  it('is told nothing after the end, but to take everything away', async () => {
    const rig = createRig();
    await rig.show(noticeWith());
    await rig.newest().answer(5);
    rig.notifications.close();
    await rig.show(noticeWith({ round: 1 }));
    expect(rig.closes).toEqual([5]);
    expect(rig.notifies).toHaveLength(1);
    expect(rig.bus.matches).toEqual([]);
  });
});
