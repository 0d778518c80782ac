/**
 * What our two interfaces look like to a host that introspects.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierItem/ and
 * https://github.com/AyatanaIndicators/libdbusmenu/blob/master/libdbusmenu-glib/dbus-menu.xml
 */

export const STATUS_NOTIFIER_ITEM = 'org.kde.StatusNotifierItem';
export const DBUSMENU = 'com.canonical.dbusmenu';

const PIXMAPS = 'a(iiay)';

export const STATUS_NOTIFIER_ITEM_XML = `<interface name="${STATUS_NOTIFIER_ITEM}">
    ${properties({
      Category: 's',
      Id: 's',
      Title: 's',
      Status: 's',
      WindowId: 'i',
      IconThemePath: 's',
      Menu: 'o',
      ItemIsMenu: 'b',
      IconName: 's',
      IconPixmap: PIXMAPS,
      IconAccessibleDesc: 's',
      OverlayIconName: 's',
      OverlayIconPixmap: PIXMAPS,
      AttentionIconName: 's',
      AttentionIconPixmap: PIXMAPS,
      AttentionAccessibleDesc: 's',
      AttentionMovieName: 's',
      ToolTip: `(s${PIXMAPS}ss)`,
    })}
    ${method('ContextMenu', { x: 'i', y: 'i' })}
    ${method('Activate', { x: 'i', y: 'i' })}
    ${method('SecondaryActivate', { x: 'i', y: 'i' })}
    ${method('Scroll', { delta: 'i', orientation: 's' })}
    ${method('ProvideXdgActivationToken', { token: 's' })}
    ${signal('NewTitle', {})}
    ${signal('NewIcon', {})}
    ${signal('NewAttentionIcon', {})}
    ${signal('NewOverlayIcon', {})}
    ${signal('NewToolTip', {})}
    ${signal('NewStatus', { status: 's' })}
  </interface>`;

export const DBUSMENU_XML = `<interface name="${DBUSMENU}">
    ${properties({ Version: 'u', TextDirection: 's', Status: 's', IconThemePath: 'as' })}
    ${method('GetLayout', { parentId: 'i', recursionDepth: 'i', propertyNames: 'as' }, { revision: 'u', layout: '(ia{sv}av)' })}
    ${method('GetGroupProperties', { ids: 'ai', propertyNames: 'as' }, { properties: 'a(ia{sv})' })}
    ${method('GetProperty', { id: 'i', name: 's' }, { value: 'v' })}
    ${method('Event', { id: 'i', eventId: 's', data: 'v', timestamp: 'u' })}
    ${method('EventGroup', { events: 'a(isvu)' }, { idErrors: 'ai' })}
    ${method('AboutToShow', { id: 'i' }, { needUpdate: 'b' })}
    ${method('AboutToShowGroup', { ids: 'ai' }, { updatesNeeded: 'ai', idErrors: 'ai' })}
    ${signal('ItemsPropertiesUpdated', { updatedProps: 'a(ia{sv})', removedProps: 'a(ias)' })}
    ${signal('LayoutUpdated', { revision: 'u', parent: 'i' })}
    ${signal('ItemActivationRequested', { id: 'i', timestamp: 'u' })}
  </interface>`;

type Arguments = Readonly<Record<string, string>>;

function properties(types: Arguments): string {
  return Object.entries(types)
    .map(([name, type]) => `<property name="${name}" type="${type}" access="read"/>`)
    .join('\n    ');
}

function method(name: string, takes: Arguments, gives: Arguments = {}): string {
  return `<method name="${name}">${args(takes, ' direction="in"')}${args(gives, ' direction="out"')}</method>`;
}

function signal(name: string, carries: Arguments): string {
  return `<signal name="${name}">${args(carries, '')}</signal>`;
}

function args(types: Arguments, direction: string): string {
  return Object.entries(types)
    .map(([name, type]) => `<arg name="${name}" type="${type}"${direction}/>`)
    .join('');
}
