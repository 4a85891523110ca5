/** One call to the platform, as the sandbox saw it. */
export interface Call {
  readonly at: string;
  readonly operation: string;
  /** whose account it was about: a seller, a division */
  readonly tenant: string;
  readonly caller?: string;
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** how many other calls of this tenant were under way */
  readonly beside: number;
  readonly fault?: string;
}

/** Every call: who, what, when, result. */
export class CallLog {
  private calls: Call[] = [];

  add(call: Call): void {
    this.calls.push(call);
  }

  clear(): void {
    this.calls = [];
  }

  list(filter: { operation?: string | null; tenant?: string | null }): readonly Call[] {
    return this.calls.filter(
      (call) =>
        (filter.operation ?? call.operation) === call.operation && (filter.tenant ?? call.tenant) === call.tenant,
    );
  }

  /** Counted per operation and status. */
  summary(): { total: number; mostAtOnce: number; byOperation: Record<string, Record<string, number>> } {
    const byOperation: Record<string, Record<string, number>> = {};
    for (const { operation, status } of this.calls) {
      const counts = (byOperation[operation] ??= {});
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return {
      total: this.calls.length,
      mostAtOnce: this.calls.reduce((most, { beside }) => Math.max(most, beside + 1), 0),
      byOperation,
    };
  }
}
