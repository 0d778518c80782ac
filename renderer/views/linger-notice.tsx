import type { RunCommand } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import { enableLinger } from '../../main/core/nothing-there';
import type { AppState } from '../../main/core/state';
import { Notice } from '../components/notice';
import { TextToCopy } from '../components/text-to-copy';

interface LingerNoticeProps {
  readonly state: AppState;
  readonly runCommand: RunCommand;
}

/** That gateways end at logout, where they do and the person has not put that away. */
export function LingerNotice({ state, runCommand }: LingerNoticeProps) {
  const count = Object.keys(state.gateways).length;
  if (state.host.linger !== false || !state.settings.lingerHint || count === 0) return null;
  return (
    <Notice tone="quiet" title={t('linger.title', { count })}>
      <p>
        {t('linger.text')} {t('linger.step')}
      </p>
      <TextToCopy text={enableLinger(null)} runCommand={runCommand} />
      <button
        type="button"
        className="button button-small linger-dismiss"
        onClick={() => void runCommand({ kind: 'set-setting', name: 'lingerHint', value: false })}
      >
        {t('linger.dismiss')}
      </button>
    </Notice>
  );
}
