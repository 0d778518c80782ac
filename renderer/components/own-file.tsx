import type { RunCommand } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import type { AppFiles } from '../../main/core/state';
import { CommandLine } from './command-line';

interface OwnFileProps {
  readonly title: string;
  readonly file: keyof AppFiles;
  readonly path: string;
  readonly runCommand: RunCommand;
}

/** One of the app's files: where it is, and the ways to it. */
export function OwnFile({ title, file, path, runCommand }: OwnFileProps) {
  return (
    <div className="own-file">
      <dt>{title}</dt>
      <dd>
        <code>{path}</code>
        <span className="own-file-buttons">
          <button
            type="button"
            className="button button-small"
            aria-label={t('settings.file.show.name', { path })}
            onClick={() => void runCommand({ kind: 'reveal-file', file })}
          >
            {t('settings.file.show')}
          </button>
          <CommandLine
            command={null}
            label={t('button.copy')}
            name={t('button.copyNamed', { text: path })}
            onCopy={() => runCommand({ kind: 'copy-text', text: path })}
          />
        </span>
      </dd>
    </div>
  );
}
