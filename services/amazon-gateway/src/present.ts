type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The object without its fields that are undefined. */
export function present<T extends object>(from: T): Present<T> {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as Present<T>;
}
