interface Entry<Value> {
  readonly key: number | string;
  readonly id: string;
  readonly value: Value;
}

/**
 * A seller's records in the order of a key, so that a page costs what it shows and not what the seller has. It is sorted again
 * only after a change, and then only what was replaced is read again, where records are replaced and never changed in place.
 */
export class SortedView<Owner extends { readonly version: number }, Value extends object> {
  private readonly entries = new WeakMap<Value, Entry<Value>>();
  private readonly views = new WeakMap<Owner, { version: number; entries: Entry<Value>[] }>();

  constructor(
    private readonly valuesOf: (owner: Owner) => Iterable<Value>,
    private readonly keyOf: (value: Value) => number | string,
    private readonly idOf: (value: Value) => string,
    private readonly replaced = false,
  ) {}

  of(owner: Owner): readonly Entry<Value>[] {
    const known = this.views.get(owner);
    if (known?.version === owner.version) return known.entries;
    const entries = [...this.valuesOf(owner)].map((value) => this.entryOf(value));
    entries.sort((a, b) => compare(a.key, b.key) || compare(a.id, b.id));
    this.views.set(owner, { version: owner.version, entries });
    return entries;
  }

  private entryOf(value: Value): Entry<Value> {
    const before = this.replaced ? this.entries.get(value) : undefined;
    if (before !== undefined) return before;
    const entry = { key: this.keyOf(value), id: this.idOf(value), value };
    if (this.replaced) this.entries.set(value, entry);
    return entry;
  }

  /** The place of the first record at or after this key and id. */
  placeOf(owner: Owner, key: number | string, id = ''): number {
    const entries = this.of(owner);
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle]!;
      if ((compare(entry.key, key) || compare(entry.id, id)) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
