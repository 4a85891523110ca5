import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

/** Whatever a sandbox holds and can take up again; plain values, maps and big integers. */
export interface Keepable {
  /** what it holds now */
  save(): unknown;
  /** takes up what was saved */
  load(saved: unknown): void;
}

/** Keeps a sandbox's records over a restart, so that a second run meets the platform as the first one left it. */
export class StateFile {
  constructor(private readonly path: string) {}

  /** Takes up the file's state, if there is one. */
  load(kept: Keepable): void {
    if (existsSync(this.path)) kept.load(deserialize(readFileSync(this.path)));
  }

  save(kept: Keepable): void {
    const next = `${this.path}.next`;
    writeFileSync(next, serialize(kept.save()));
    renameSync(next, this.path);
  }
}
