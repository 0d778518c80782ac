import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { success } from '../../main/core/result';
import type { AppState } from '../../main/core/state';
import { Shell } from '../../renderer/views/shell';

export interface RenderedButton {
  readonly label: string;
  /** What a screen reader calls it. */
  readonly name: string;
  readonly isPressable: boolean;
  /** Why not, as it is read out. */
  readonly reason: string | null;
  readonly isPrimary: boolean;
}

export interface RenderedPage {
  readonly markup: string;
  /** What stands on the page, as lines. */
  readonly text: string;
  readonly buttons: readonly RenderedButton[];
  button(name: string): RenderedButton | undefined;
}

/** The page as the server side of React writes it: no browser needed, and no clock of its own while it does. */
export function renderPage(state: AppState, stateAt: number): RenderedPage {
  const markup = renderToStaticMarkup(
    createElement(Shell, { state, stateAt, runCommand: () => Promise.resolve(success(null)) }),
  );
  const buttons = [...markup.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)].map(([, attributes = '', label = '']) => ({
    label: decode(label),
    name: decode(/aria-label="([^"]*)"/.exec(attributes)?.[1] ?? label),
    isPressable: !attributes.includes('aria-disabled="true"'),
    reason: describedBy(markup, /aria-describedby="([^"]*)"/.exec(attributes)?.[1]),
    isPrimary: attributes.includes('button-primary'),
  }));
  return {
    markup,
    text: decode(markup.replace(/<[^>]+>/g, '\n').replace(/\n+/g, '\n')),
    buttons,
    button: (name) => buttons.find((button) => button.name === name),
  };
}

function describedBy(markup: string, id: string | undefined): string | null {
  if (id === undefined) return null;
  const [, text] = new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(markup) ?? [];
  return text === undefined ? null : decode(text);
}

function decode(text: string): string {
  return text
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
