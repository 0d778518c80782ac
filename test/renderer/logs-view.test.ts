import { describe, expect, it } from 'vitest';
import type { Gateway } from '../../main/core/state';
import { appState, gateway, NOW, UNIT } from '../fixtures/build';
import { renderPage } from './render-page';

const logsOf = (change: Partial<Gateway>) =>
  renderPage(appState([gateway(change)], { wantedView: { name: 'logs', unit: UNIT, at: null } }), NOW);

describe('the Logs view', () => {
  it('offers the files of a gateway, once it is known where they are', () => {
    const { text } = logsOf({});
    expect(text).toMatch(/Agent\nGateway\nErrors/);
    expect(text).not.toContain('Only the journal so far');
  });

  it('has the journal until then, and says why not more', () => {
    const { text, button } = logsOf({ home: null });
    expect(text).toContain('Only the journal so far: the files of this gateway have not been found yet.');
    expect(text).toContain('\nJournal\n');
    expect(text).not.toContain('\nErrors\n');
    expect(button('Open folder')).toBeUndefined();
  });
});
