import { t } from '../../main/core/i18n';
import { hasUpdate } from '../../main/core/installation';
import type { AppState, Gateway } from '../../main/core/state';
import { installationOf } from '../../main/core/update-commands';
import { targetVersion } from '../../main/core/update-facts';
import { isUpdating } from '../../main/core/update-run';
import { shownStatus } from '../../main/core/update-status';
import { availableText, updateLine, updateTitle } from '../../main/core/update-text';

interface UpdateOfferProps {
  readonly state: AppState;
  readonly gateway: Gateway;
  readonly now: number;
  /** Leads to the update's view. */
  readonly onShow: () => void;
}

/** That there is an update, or that one is under way of which the gateway's own card does not tell. */
export function UpdateOffer({ state, gateway, now, onShow }: UpdateOfferProps) {
  const { update } = state;
  const installation = installationOf(state, gateway.unit);
  if (isUpdating(update)) {
    if (update.checkout !== installation?.checkout || shownStatus(state, gateway, now).kind === 'updating') return null;
    return (
      <Line
        text={`${updateTitle(update, targetVersion(state, update))}: ${updateLine(update)}`}
        label={t('update.show')}
        onShow={onShow}
      />
    );
  }
  if (installation === null || !hasUpdate(installation)) return null;
  return (
    <Line
      text={t('update.offer', { what: availableText(installation) })}
      label={t('update.offer.do')}
      onShow={onShow}
    />
  );
}

interface LineProps {
  readonly text: string;
  readonly label: string;
  readonly onShow: () => void;
}

function Line({ text, label, onShow }: LineProps) {
  return (
    <p className="update-offer">
      <span>{text}</span>
      <button type="button" className="button button-small" onClick={onShow}>
        {label}
      </button>
    </p>
  );
}
