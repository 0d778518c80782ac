import { useLayoutEffect, useRef } from 'react';
import type { RunCommand } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import { sentence } from '../../main/core/sentence';
import { visibleText } from '../../main/core/visible-text';
import { useUpdateOutput } from '../use-update-output';

interface UpdateOutputProps {
  readonly id: string;
  /** Another each time there is more. */
  readonly printed: string;
  readonly runCommand: RunCommand;
}

/** So near to the end is at the end. */
const END_PX = 24;

/** All that an update printed. Follows its end, unless the person has gone up in it. Not read out by itself. */
export function UpdateOutput({ id, printed, runCommand }: UpdateOutputProps) {
  const { text, problem } = useUpdateOutput(id, printed, runCommand);
  const box = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: for each text
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [text]);

  if (problem !== null) return <p className="fine-print">{sentence(problem)}</p>;
  if (text === null) return <p className="fine-print">{t('update.output.reading')}</p>;
  if (text === '') return <p className="fine-print">{t('update.output.none')}</p>;
  return (
    <section
      ref={box}
      className="update-output"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard too
      tabIndex={0}
      aria-label={t('update.output')}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < END_PX;
      }}
    >
      <pre>{text.split('\n').map(visibleText).join('\n')}</pre>
    </section>
  );
}
