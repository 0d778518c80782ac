import { z } from 'zod';
import type { SessionBus } from '../../../app/ports/session-bus';
import type { TrayListener } from '../../../app/ports/tray';
import { type Variant, variant } from '../../../core/dbus';
import type { TrayView } from '../../../core/tray-view';
import type { TrayIcons } from '../icons';
import { plainLines } from '../label';
import type { Pixmap } from '../pixmap';
import { boolean, type DBusInterface, DONE, dbusObject, method, string } from './dbus-object';
import { MENU_PATH } from './menu';
import { STATUS_NOTIFIER_ITEM, STATUS_NOTIFIER_ITEM_XML } from './xml';

/** Where hosts look when an item is registered by its bus name. */
export const ITEM_PATH = '/StatusNotifierItem';
const ID = 'hermes-tray';

export interface StatusNotifierItem {
  show(view: TrayView): void;
  close(): void;
}

export interface StatusNotifierItemParts {
  readonly bus: SessionBus;
  readonly icons: TrayIcons;
  readonly listener: TrayListener;
}

const point = z.tuple([z.int(), z.int()]);

/** The icon and its tooltip, as org.kde.StatusNotifierItem. */
export function createStatusNotifierItem({ bus, icons, listener }: StatusNotifierItemParts): StatusNotifierItem {
  /** Null before the first view: hidden by a host that should find us that early. */
  let view: TrayView | null = null;

  function show(next: TrayView): void {
    const before = view;
    view = next;
    const attention = before?.needsAttention !== next.needsAttention;
    const icon = before?.icon !== next.icon || before.iconTheme !== next.iconTheme;
    if (icon) emit('NewIcon');
    // xfce4-panel (4.18, 4.20) reads the item again on NewAttentionIcon, not on NewStatus.
    if (attention || (icon && next.needsAttention)) emit('NewAttentionIcon');
    if (attention) emit('NewStatus', 's', [status()]);
    if (before?.tooltip.title !== next.tooltip.title || before.tooltip.text !== next.tooltip.text) emit('NewToolTip');
  }

  function emit(member: string, signature = '', body: readonly unknown[] = []): void {
    bus.emit({ path: ITEM_PATH, interface: STATUS_NOTIFIER_ITEM, member, signature, body });
  }

  function status(): string {
    if (view === null) return 'Passive';
    return view.needsAttention ? 'NeedsAttention' : 'Active';
  }

  function icon(): Variant {
    return pixmapsVariant(view === null ? [] : icons.pixmaps(view.icon, view.iconTheme));
  }

  /** Should the images be missing, the app's own icon from the icon theme is better than a gap in the panel. */
  function iconName(): Variant {
    return string(view !== null && icons.pixmaps(view.icon, view.iconTheme).length === 0 ? ID : '');
  }

  const itemInterface: DBusInterface = {
    name: STATUS_NOTIFIER_ITEM,
    xml: STATUS_NOTIFIER_ITEM_XML,
    properties: () => ({
      Category: string('SystemServices'),
      Id: string(ID),
      Title: string(ID),
      Status: string(status()),
      WindowId: variant('i', 0),
      IconThemePath: string(''),
      Menu: variant('o', MENU_PATH),
      ItemIsMenu: boolean(false),
      IconName: iconName(),
      IconPixmap: icon(),
      IconAccessibleDesc: string(view?.tooltip.title ?? ''),
      OverlayIconName: string(''),
      OverlayIconPixmap: pixmapsVariant([]),
      AttentionIconName: string(''),
      // Only with the status that wants it: xfce4-panel shows an attention icon whenever there is one.
      AttentionIconPixmap: view?.needsAttention === true ? icon() : pixmapsVariant([]),
      AttentionAccessibleDesc: string(view?.tooltip.title ?? ''),
      AttentionMovieName: string(''),
      ToolTip: toolTipVariant(view),
    }),
    methods: {
      Activate: method(point, activated),
      // Elsewhere the middle button. On GNOME, where the left one opens the menu, it is the quick way to the window.
      SecondaryActivate: method(point, activated),
      // Asked of us by a host that cannot show our menu (swaybar): the window offers the same.
      ContextMenu: method(point, activated),
      Scroll: method(z.tuple([z.int(), z.string()]), () => DONE),
      ProvideXdgActivationToken: method(z.tuple([z.string()]), ([token]) => {
        // Under Wayland only who presents this token may raise a window; toolkits look for it here.
        process.env['XDG_ACTIVATION_TOKEN'] = token;
        return DONE;
      }),
    },
  };

  function activated() {
    listener.activated();
    return DONE;
  }

  const answer = dbusObject(itemInterface);
  const unhandle = bus.handle(ITEM_PATH, (call) => {
    // The tooltip is about to be read. GetAll is not a sign of that: it is how hosts answer our own signals.
    if (call.member === 'Get' && call.body[1] === 'ToolTip') listener.aboutToShow();
    return answer(call);
  });

  return {
    show,
    close() {
      view = null;
      // The bus name stays while others use the connection: this is how a host learns that the icon goes.
      emit('NewStatus', 's', [status()]);
      unhandle();
    },
  };
}

function pixmapsVariant(pixmaps: readonly Pixmap[]): Variant {
  return variant('a(iiay)', pixmapsBody(pixmaps));
}

function pixmapsBody(pixmaps: readonly Pixmap[]): unknown[] {
  return pixmaps.map(({ width, height, argb }) => [width, height, argb]);
}

function toolTipVariant(view: TrayView | null): Variant {
  const { title, text } = view?.tooltip ?? { title: ID, text: '' };
  return variant('(sa(iiay)ss)', ['', [], plainLines(title), escapeMarkup(plainLines(text))]);
}

/** The title is plain, the text may hold markup (the spec, and what xfce4-panel and Plasma do). */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
