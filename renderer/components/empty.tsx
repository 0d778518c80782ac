import type { ReactNode } from 'react';
import type { Tone } from '../tone';
import { StatusMark } from './status-mark';

interface EmptyProps {
  readonly tone: Tone;
  readonly mark: string;
  readonly title: string;
  readonly role: 'status' | 'alert';
  readonly children?: ReactNode;
}

/** What fills the page when there is no gateway to show. */
export function Empty({ tone, mark, title, role, children }: EmptyProps) {
  return (
    <section className="empty">
      <StatusMark tone={tone} mark={mark} />
      {/* Read out when it changes; what stands below may count down. */}
      <div role={role}>
        <h1 className="empty-title">{title}</h1>
      </div>
      {children}
    </section>
  );
}
