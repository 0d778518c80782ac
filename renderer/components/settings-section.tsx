import type { ReactNode } from 'react';

interface SettingsSectionProps {
  /** Names the heading, and with it the group of choices in it. */
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}

export function SettingsSection({ id, title, children }: SettingsSectionProps) {
  return (
    <section className="settings-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="settings-group">{children}</div>
    </section>
  );
}
