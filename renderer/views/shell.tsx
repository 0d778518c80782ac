import { useRef } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { RunCommand } from '../../main/core/answers';
import { questionOf } from '../../main/core/confirmation-text';
import { glanceKind, headlineText } from '../../main/core/gateway-text';
import { t } from '../../main/core/i18n';
import { sentence } from '../../main/core/sentence';
import type { AppState, Gateway } from '../../main/core/state';
import { statusMark } from '../../main/core/status-text';
import { gatewayDisplayName } from '../../main/core/unit-name';
import { shownStatus } from '../../main/core/update-status';
import { VIEWS, type ViewName } from '../../main/core/view';
import { announcement, NOTHING_READ } from '../announcement';
import { FailureGuard } from '../components/failure-guard';
import { type GatewayEntry, GatewayList } from '../components/gateway-list';
import { Notice } from '../components/notice';
import { gatewaysInOrder, shownGateway } from '../gateways';
import { toneOf } from '../tone';
import { useCommand } from '../use-command';
import { useMedia } from '../use-media';
import { useNow } from '../use-now';
import { usePlace } from '../use-place';
import type { ViewProps } from '../view-props';
import { ConfirmationDialog } from './confirmation-dialog';
import { LogsView } from './logs-view';
import { Overview } from './overview';
import { SettingsView } from './settings-view';
import { TimelineView } from './timeline-view';
import { UpdateView } from './update-view';

interface ShellProps {
  readonly state: AppState;
  /** When the state arrived, epoch milliseconds. */
  readonly stateAt: number;
  readonly runCommand: RunCommand;
}

const WIDE = '(min-width: 720px)';

/** What all views stand in: the gateways to choose from, the views, and the question before work is cut. */
export function Shell({ state, stateAt, runCommand }: ShellProps) {
  const now = useNow(stateAt);
  const orientation = useMedia(WIDE) ? 'vertical' : 'horizontal';
  const { place, goTo } = usePlace(state.wantedView, runCommand);
  // Of what has no place of its own for it, such as the dialog, which is gone by the time an answer comes.
  const pressed = useCommand(runCommand);
  const readOut = useRef(NOTHING_READ);
  readOut.current = announcement(readOut.current, state, stateAt);
  const dismiss = () => void pressed.run({ kind: 'dismiss-confirmation' });
  const gateways = gatewaysInOrder(state);
  // Stays as others are found, whatever their order: nothing changes under the hand.
  const shownUnit = useRef<string | null>(null);
  const gateway = shownGateway(gateways, place.unit, shownUnit.current);
  shownUnit.current = gateway?.unit ?? null;
  const view: ViewProps = { state, gateway, now, place, goTo, runCommand, run: pressed.run };
  return (
    <>
      <p className="visually-hidden" role="status">
        {readOut.current.text}
      </p>
      <div className="shell" data-orientation={orientation}>
        {/* Not among the tabs, which take every list in them for their own. */}
        {gateways.length > 1 && gateway !== null && (
          <nav className="gateways" aria-label={t('gateway.list')}>
            <GatewayList
              entries={gateways.map((one) => entryOf(one, state, stateAt))}
              shown={gateway.unit}
              orientation={orientation}
              onShow={(unit) => goTo({ unit })}
            />
          </nav>
        )}
        <Tabs
          className="tabs"
          orientation={orientation}
          selectedKey={place.name}
          onSelectionChange={(key) => goTo({ name: VIEWS.find((name) => name === key) ?? 'overview' })}
        >
          <nav className="views" aria-label={t('view.list')}>
            <TabList className="view-tabs" aria-label={t('view.list')}>
              {VIEWS.map((name) => (
                <Tab key={name} id={name} className="view-tab">
                  {t(`view.${name}`)}
                </Tab>
              ))}
            </TabList>
          </nav>
          <main className="pane">
            {VIEWS.map((name) => (
              <TabPanel key={name} id={name} className={`view view-${name}`}>
                {pressed.problem !== null && (
                  <div className="pressed-problem">
                    <Notice tone="bad" onDismiss={pressed.dismiss}>
                      {sentence(pressed.problem)}
                    </Notice>
                  </div>
                )}
                <FailureGuard subject={gateway?.unit ?? null}>
                  <ViewNamed name={name} view={view} />
                </FailureGuard>
              </TabPanel>
            ))}
          </main>
        </Tabs>
      </div>
      {state.confirmation !== null && (
        <ConfirmationDialog
          // Another question is another dialog, with its focus where it belongs.
          key={state.confirmation.askedAt}
          question={questionOf(state, state.confirmation, now)}
          onChoose={({ command }) => {
            dismiss();
            void pressed.run(command);
          }}
          onDismiss={dismiss}
        />
      )}
    </>
  );
}

function ViewNamed({ name, view }: { readonly name: ViewName; readonly view: ViewProps }) {
  switch (name) {
    case 'overview':
      return <Overview {...view} />;
    case 'timeline':
      return <TimelineView {...view} />;
    case 'logs':
      return <LogsView {...view} />;
    case 'update':
      return <UpdateView {...view} />;
    case 'settings':
      return <SettingsView {...view} />;
  }
}

function entryOf(gateway: Gateway, state: AppState, at: number): GatewayEntry {
  const status = shownStatus(state, gateway, at);
  const kind = glanceKind(gateway, status);
  return {
    unit: gateway.unit,
    name: gatewayDisplayName(gateway.unit),
    mark: statusMark(kind),
    tone: toneOf(status, kind),
    status: headlineText(gateway, status, null),
  };
}
