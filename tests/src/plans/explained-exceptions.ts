/** Statements that may read much: what they hold, and why that is right. */
export const explainedExceptions: readonly { readonly of: string; readonly why: string }[] = [
  {
    of: 'SELECT state, count(*)::int AS count FROM sync_core.amazon_order',
    why: 'a person asks for it, seldom; it counts from an index alone',
  },
];
