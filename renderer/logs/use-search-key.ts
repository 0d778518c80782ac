import { type RefObject, useEffect, useRef } from 'react';

/** The field that Ctrl+F leads to, from anywhere in the window. */
export function useSearchKey(): RefObject<HTMLInputElement | null> {
  const search = useRef<HTMLInputElement>(null);

  useEffect(() => {
    function keyPressed(event: KeyboardEvent): void {
      if (!event.ctrlKey || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    }
    document.addEventListener('keydown', keyPressed);
    return () => document.removeEventListener('keydown', keyPressed);
  }, []);

  return search;
}
