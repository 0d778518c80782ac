/**
 * Its processes' lines, or systemd's messages about it. Spelled out, because `--user -u` looks only into a journal of the
 * user's own and finds nothing, without a word, where journald keeps one for all (no persistent storage, SplitMode=none).
 * The UID, because who may read such a one would get every user's gateway.
 */
export function unitMatches(unit: string, uid: number): readonly string[] {
  return [`_SYSTEMD_USER_UNIT=${unit}`, `_UID=${uid}`, '+', `USER_UNIT=${unit}`, `_UID=${uid}`];
}
