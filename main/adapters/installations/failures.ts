import { t } from '../../core/i18n';
import { type Failure, failure } from '../../core/result';
import type { GitOutput } from './git';

type NoOutput = Exclude<GitOutput, { kind: 'output' }>;

/** The checkout could not be read. */
export function unreadable(checkout: string, output: NoOutput): Failure {
  return failure(output.kind, t('installation.unreadable', { checkout, why: reasonOf(output) }));
}

/** Its remote repository could not be asked. */
export function unreachable(url: string, output: NoOutput): Failure {
  return failure(output.kind, t('installation.unreachable', { url: withoutSecret(url), why: reasonOf(output) }));
}

/** A clause, of which git's own words are a part where it said something. */
export function reasonOf(output: NoOutput): string {
  switch (output.kind) {
    case 'not-installed':
      return t('installation.git.missing');
    case 'not-run':
      return t('installation.git.notRun', { why: output.why });
    case 'timeout':
      return t('installation.git.late', { seconds: Math.round(output.afterMs / 100) / 10 });
    case 'refused':
      return output.complaint === ''
        ? t('installation.git.refused', { status: String(output.status) })
        : t('installation.git.said', { complaint: withoutSecret(tellingLine(output.complaint)) });
  }
}

/** git says what is wrong in its first `fatal:` or `error:`, and what else it thinks of that around it. */
function tellingLine(complaint: string): string {
  const lines = complaint.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /^(fatal|error|ssh|remote):/i.test(line) && line.length > 8);
  return (telling ?? lines[0] ?? '').slice(0, 300).replace(/[.!]+$/, '');
}

/** A password in a URL is nobody's business. */
export function withoutSecret(text: string): string {
  return text.replace(/(\w:\/\/)[^/@\s]+@/g, '$1');
}
