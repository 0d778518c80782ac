import { useLayoutEffect, useRef } from 'react';

/** Takes the focus over from what goes while it has it: the keyboard stays where the person is. For an element with a tabIndex. */
export function useKeptFocus<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (focused.current === null || focused.current.isConnected) return;
    focused.current = null;
    ref.current?.focus();
  });
  return {
    ref,
    onFocus: ({ target }: { readonly target: Element }) => {
      focused.current = target;
    },
    onBlur: () => {
      focused.current = null;
    },
  };
}
