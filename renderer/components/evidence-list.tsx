import { formatSeconds } from '../../main/core/moment';
import type { Exit } from '../../main/core/verdict';

/** What a verdict rests on, for whoever wants to know. */
export function EvidenceList({ exit }: { readonly exit: Exit }) {
  return (
    <ul className="evidence">
      {exit.evidence.map(({ source, text, at }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one exit never changes, and its lines may be equal
        <li key={index}>
          <span className="evidence-source">
            {source}
            {at === null ? '' : ` ${formatSeconds(at)}`}
          </span>{' '}
          <span className="evidence-text">{text}</span>
        </li>
      ))}
      {!exit.wasWatched && (
        <li className="evidence-source">hermes-tray was not running then, and learned of it later</li>
      )}
    </ul>
  );
}
