import type { LogExtent, LogFilter } from '../../../core/log-view';

// How the main thread and the thread of a log speak.

/** What the thread begins with. */
export interface ReaderStart {
  readonly folder: string;
  readonly name: string;
  readonly filter: LogFilter;
}

export type ReaderRequest =
  | { readonly kind: 'opened' }
  | { readonly kind: 'filter'; readonly filter: LogFilter }
  | { readonly kind: 'read'; readonly revision: number; readonly from: number; readonly count: number }
  | { readonly kind: 'unfold'; readonly entry: number }
  | { readonly kind: 'find'; readonly at: number }
  | { readonly kind: 'text'; readonly revision: number; readonly from: number; readonly end: number };

export interface NumberedRequest {
  readonly id: number;
  readonly request: ReaderRequest;
}

export type ReaderMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'changed'; readonly extent: LogExtent };
