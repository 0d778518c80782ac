import { t } from '../../main/core/i18n';
import type { CommitSubject } from '../../main/core/installation';
import { visibleText } from '../../main/core/visible-text';

interface CommitListProps {
  /** The newest first. */
  readonly commits: readonly CommitSubject[];
  /** How many there are, be they in the list or not; null where that is not known. */
  readonly count: number | null;
}

/** What is new, by the first lines of the commits. */
export function CommitList({ commits, count }: CommitListProps) {
  const left = (count ?? 0) - commits.length;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard too */}
      <ul className="commits" tabIndex={0} aria-label={t('update.news')}>
        {commits.map(({ commit, subject }) => (
          <li key={commit} className="commit">
            <code className="commit-hash">{commit.slice(0, 8)}</code>
            <span>{visibleText(subject)}</span>
          </li>
        ))}
      </ul>
      {left > 0 && <p className="fine-print">{t('update.news.more', { count: left })}</p>}
    </>
  );
}
