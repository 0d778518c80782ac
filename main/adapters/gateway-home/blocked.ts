import { t } from '../../core/i18n';

/** Why a home cannot be read, for a person: which path, why, and what to do. */
export function describeBlocked(home: string, blocked: { readonly path: string; readonly code: string }): string {
  const { path, code } = blocked;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return t('home.denied', { home, path, code });
    case 'ENOTDIR':
      return t('home.noFolder', { home, path });
    case 'ELOOP':
      return t('home.loop', { home, path });
    case 'ENAMETOOLONG':
      return t('home.tooLong', { home });
    case 'not-absolute':
      return t('home.notAbsolute', { home });
    default:
      return t('home.error', { home, path, code: code || t('home.error.unknown') });
  }
}

/** For a file system that does not answer at all. */
export function describeHanging(home: string, seconds: number): string {
  return t('home.hangs', { home, seconds });
}
