import { describe, expect, it } from 'vitest';
import { createButtons } from '../../../../main/adapters/notifications/buttons';
import { notifyArguments } from '../../../../main/adapters/notifications/notify-call';
import { variant } from '../../../../main/core/dbus';
import type { Notice } from '../../../../main/core/notice';
import { noticeWith, SHOW_WINDOW } from '../../../fixtures/notices';

function argumentsOf(notice: Notice, capabilities = ['actions', 'body', 'body-markup']): readonly unknown[] {
  const buttons = createButtons().next(notice);
  return notifyArguments({ notice, buttons, capabilities: new Set(capabilities), appIcon: 'icon', replacesId: 7 });
}

describe('the arguments of Notify', () => {
  it('are those of the specification, in its order', () => {
    expect(argumentsOf(noticeWith({ title: 'A & <b>', body: 'C & <d>' }))).toEqual([
      'hermes-tray',
      7,
      'icon',
      'A & <b>',
      'C &amp; &lt;d&gt;',
      ['default', 'Open', 'start-1', 'Start now', 'view-log-2', 'View log'],
      { urgency: variant('y', 1), 'desktop-entry': variant('s', 'hermes-tray') },
      -1,
    ]);
  });

  it('keep what is critical on the screen', () => {
    const call = argumentsOf(noticeWith({ urgency: 'critical' }));
    expect([call[6], call[7]]).toEqual([expect.objectContaining({ urgency: variant('y', 2) }), 0]);
  });

  it('have a bar, as a whole number from 0 to 100', () => {
    const bar = (progress: number) => argumentsOf(noticeWith({ progress }))[6];
    expect([bar(-1), bar(41.6), bar(180)]).toEqual([
      expect.objectContaining({ value: variant('i', 0) }),
      expect.objectContaining({ value: variant('i', 42) }),
      expect.objectContaining({ value: variant('i', 100) }),
    ]);
  });

  it('have no bar for a daemon that would show nothing else', () => {
    const capabilities = ['actions', 'body', 'x-canonical-private-icon-only'];
    expect(argumentsOf(noticeWith({ progress: 40 }), capabilities)[6]).not.toHaveProperty('value');
  });

  it('say what need not be kept', () => {
    expect(argumentsOf(noticeWith({ isTransient: true }))[6]).toHaveProperty('transient', variant('b', true));
  });

  it('name the default action only where no button does the same', () => {
    const call = argumentsOf(noticeWith({ actions: [{ label: 'Open it', command: SHOW_WINDOW }] }));
    expect(call[5]).toEqual(['default', '', 'show-window-1', 'Open it']);
  });

  it('have neither markup nor actions for a daemon without', () => {
    const call = argumentsOf(noticeWith({ body: 'C & <d>' }), ['body']);
    expect([call[4], call[5]]).toEqual(['C & <d>', []]);
  });
});
