import { describe, expect, it } from 'vitest';
import { noticeWith, QUIT, SHOW_WINDOW, START, VIEW_LOG } from '../../../fixtures/notices';
import { createRig } from './rig';

const EXPIRED = 1;
const DISMISSED = 2;

async function standing(notice = noticeWith(), id = 5) {
  const rig = createRig();
  await rig.show(notice);
  await rig.newest().answer(id);
  return rig;
}

describe('what is told to the daemon', () => {
  it('is nothing when nothing differs', async () => {
    const { show, notifies } = await standing();
    await show(noticeWith());
    await show(noticeWith({ round: 3 }));
    expect(notifies).toHaveLength(1);
  });

  it('replaces in place', async () => {
    const { show, newest } = await standing();
    await show(noticeWith({ body: 'more' }));
    expect(newest()).toMatchObject({ replacesId: 5, body: 'more' });
  });

  it('is one Notify at a time for a key, and then the latest wish', async () => {
    const { show, newest, notifies } = createRig();
    for (const body of ['one', 'two', 'three']) await show(noticeWith({ body }));
    expect(notifies.map(({ body }) => body)).toEqual(['one']);
    await newest().answer(5);
    expect(notifies.map(({ body, replacesId }) => [body, replacesId])).toEqual([
      ['one', 0],
      ['three', 5],
    ]);
  });

  it('waits for no other key', async () => {
    const { show, notifies } = createRig();
    await show(noticeWith(), noticeWith({ key: 'other', title: 'other' }));
    expect(notifies.map(({ title }) => title)).toEqual(['Hermes gateway stopped', 'other']);
  });

  it('is nothing more when the wish is what was sent, after all', async () => {
    const { show, newest, notifies } = createRig();
    await show(noticeWith());
    await show(noticeWith({ body: 'more' }));
    await show(noticeWith());
    await newest().answer(5);
    expect(notifies).toHaveLength(1);
  });

  it('is to close it, as soon as its id is known', async () => {
    const { show, newest, closes } = createRig();
    await show(noticeWith());
    await show();
    expect(closes).toEqual([]);
    await newest().answer(5);
    expect(closes).toEqual([5]);
  });
});

describe('a notification that is closed', () => {
  for (const reason of [EXPIRED, DISMISSED, 4]) {
    it(`stays closed until its round grows (reason ${reason})`, async () => {
      const { show, closed, newest, notifies } = await standing();
      closed(5, reason);
      await show(noticeWith({ body: 'more' }));
      expect(notifies).toHaveLength(1);
      await show(noticeWith({ body: 'news', round: 1 }));
      expect(newest()).toMatchObject({ replacesId: 0, body: 'news' });
    });
  }

  it('by time comes again when it has something else to say, such as that all is well', async () => {
    const { show, closed, newest, notifies } = await standing();
    closed(5, EXPIRED);
    await show(noticeWith({ title: 'Hermes gateway is back after 31 s' }));
    expect(newest()).toMatchObject({ replacesId: 0, title: 'Hermes gateway is back after 31 s' });
    await newest().answer(6);
    closed(6, DISMISSED);
    await show(noticeWith({ title: 'something else' }));
    expect(notifies).toHaveLength(2);
  });

  it('has been seen in the round that changed nothing', async () => {
    const { show, closed, notifies } = await standing();
    await show(noticeWith({ round: 1 }));
    closed(5, DISMISSED);
    await show(noticeWith({ round: 1, body: 'more' }));
    expect(notifies).toHaveLength(1);
  });

  it('is closed again when it was closed while a change was on its way', async () => {
    const { show, closed, newest, notifies, closes } = await standing();
    await show(noticeWith({ body: 'more' }));
    closed(5, DISMISSED);
    await newest().answer(6);
    expect(closes).toEqual([6]);
    await show(noticeWith({ body: 'still more' }));
    expect(notifies).toHaveLength(2);
  });

  it('stands when it was closed while news was on its way', async () => {
    const { show, closed, newest, closes } = await standing();
    await show(noticeWith({ body: 'news', round: 1 }));
    closed(5, DISMISSED);
    await newest().answer(6);
    await show(noticeWith({ body: 'more', round: 1 }));
    expect(closes).toEqual([]);
    expect(newest()).toMatchObject({ replacesId: 6 });
  });

  it('is not another', async () => {
    const { show, closed, newest } = await standing();
    closed(4, DISMISSED);
    await show(noticeWith({ body: 'more' }));
    expect(newest()).toMatchObject({ replacesId: 5 });
  });
});

describe('a bar', () => {
  const at = (progress: number) => noticeWith({ progress, body: `${progress} %` });

  it('moves once a second, to where it is by then', async () => {
    const { show, newest, notifies, clock } = await standing(at(0));
    for (let progress = 1; progress <= 50; progress += 1) await show(at(progress));
    expect(notifies).toHaveLength(1);
    clock.advance(999);
    expect(notifies).toHaveLength(1);
    clock.advance(1);
    expect(newest()).toMatchObject({ replacesId: 5, body: '50 %' });
    await newest().answer(5);
    expect(clock.pending()).toBe(0);
  });

  it('moves at once when it has stood', async () => {
    const { show, newest, clock } = await standing(at(0));
    clock.advance(1000);
    await show(at(10));
    expect(newest().body).toBe('10 %');
  });

  it('holds up nothing that a person has to know, or can do', async () => {
    const rig = await standing(at(0));
    for (const change of [{ title: 'new' }, { round: 1 }, { actions: [] }, { urgency: 'critical' as const }]) {
      const before = rig.notifies.length;
      await rig.show(at(1));
      await rig.show({ ...at(2), ...change });
      expect(rig.notifies).toHaveLength(before + 1);
      await rig.newest().answer(5);
      await rig.show({ ...at(0), progress: null });
      await rig.newest().answer(5);
      await rig.show(at(0));
      await rig.newest().answer(5);
    }
    expect(rig.clock.pending()).toBe(0);
  });

  it('leaves nothing behind when it is closed meanwhile', async () => {
    const { show, closed, notifies, clock } = await standing(at(0));
    await show(at(1));
    closed(5, EXPIRED);
    clock.advance(2000);
    expect(notifies).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });
});

describe('a press', () => {
  it('is of the button that was there', async () => {
    const { show, newest, invoked, commands } = await standing();
    const [, , , , viewLogKey = ''] = newest().actions;
    await show(noticeWith({ actions: [{ label: 'View log', command: QUIT }] }));
    await newest().answer(5);
    invoked(5, viewLogKey);
    invoked(5, newest().actions[2] ?? '');
    expect(commands).toEqual([VIEW_LOG, QUIT]);
  });

  it('finds a button that stayed under the key it had', async () => {
    const { show, newest } = await standing();
    const before = newest().actions;
    await show(noticeWith({ body: 'more' }));
    expect(newest().actions).toEqual(before);
  });

  it('on the notification is of what the daemon has taken', async () => {
    const { show, newest, invoked, commands } = await standing();
    await show(noticeWith({ defaultCommand: QUIT }));
    invoked(5, 'default');
    await newest().answer(5);
    invoked(5, 'default');
    expect(commands).toEqual([SHOW_WINDOW, QUIT]);
  });

  it('counts when the daemon says first that it closed, or has been told to', async () => {
    const { show, newest, closed, invoked, commands } = await standing();
    const [, , startKey = ''] = newest().actions;
    closed(5, DISMISSED);
    invoked(5, startKey);
    await show();
    invoked(5, startKey);
    expect(commands).toEqual([START, START]);
  });

  it('of another program’s notification is not ours', async () => {
    const { newest, invoked, commands, logger } = await standing();
    invoked(4, newest().actions[2] ?? '');
    invoked(5, 'unknown');
    expect(commands).toEqual([]);
    expect(logger.lines).toEqual(['warn notification 5 has no button "unknown"']);
  });
});

describe('an icon', () => {
  it('is given as the address of its file', async () => {
    const { bus } = await standing();
    expect(bus.calls.find(({ member }) => member === 'Notify')?.body?.[2]).toBe('file:///icons/app.png');
  });
});
