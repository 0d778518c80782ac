import type { Notice } from '../../core/notice';

/** Notices are plain values, made in one place each. */
export function isSameContent(left: Notice, right: Notice): boolean {
  return JSON.stringify({ ...left, round: 0 }) === JSON.stringify({ ...right, round: 0 });
}

/** Whether only a bar and its text move: what a person can do, and has to know, stays. */
export function isProgress(before: Notice, next: Notice): boolean {
  return (
    before.progress !== null &&
    next.progress !== null &&
    before.round === next.round &&
    before.title === next.title &&
    before.urgency === next.urgency &&
    JSON.stringify(before.actions) === JSON.stringify(next.actions)
  );
}
