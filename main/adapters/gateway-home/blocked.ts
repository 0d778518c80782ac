/** Why a home cannot be read, for a person: which path, why, and what to do. */
export function describeBlocked(home: string, blocked: { readonly path: string; readonly code: string }): string {
  const { path, code } = blocked;
  const what = `The gateway's folder ${home} cannot be read`;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `${what}: this user may not enter ${path} (${code}). Check whose it is and its rights: ls -ld ${path}`;
    case 'ENOTDIR':
      return `${what}: ${path} is no folder (ENOTDIR). Move it away, or correct HERMES_HOME in the unit.`;
    case 'ELOOP':
      return `${what}: the symbolic link ${path} leads to itself (ELOOP). Remove it, or let it lead to the folder.`;
    case 'ENAMETOOLONG':
      return `${what}: its path is too long (ENAMETOOLONG). Correct HERMES_HOME in the unit.`;
    case 'not-absolute':
      return `${what}: HERMES_HOME is no absolute path. Write it with a leading / in the unit.`;
    default:
      return `${what}: ${path} answers with an error (${code || 'unknown'}). Check that its disk is mounted and healthy.`;
  }
}

/** For a file system that does not answer at all. */
export function describeHanging(home: string, seconds: number): string {
  return `The gateway's folder ${home} has not answered for ${seconds} s. If it is on a network drive, check the connection; it is read as soon as it answers.`;
}
