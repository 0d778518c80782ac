/** Tells of changes at paths, by what the kernel says of their folders; nothing is polled. */
export interface PathWatcher {
  /**
   * Calls back when what is at one of the absolute paths may have changed: it came, went, was written to or replaced.
   * Neither it nor its folders need be there, and symbolic links on the way are followed. It also calls back when it has
   * begun to watch, for what happened until then. Until the returned function is called.
   */
  watch(paths: readonly string[], changed: () => void): () => void;
}
