import type { EntityManager } from 'typeorm';

/** One transaction of sync-core, and the windows in which it may be another command's turn when it ends. */
export class Step {
  private readonly touched = new Set<string>();

  constructor(readonly tx: EntityManager) {}

  /** A command was asked for or answered there: look at the end of the transaction who goes next. */
  touch(window: string): void {
    this.touched.add(window);
  }

  /** In one order for everybody, so that two transactions never wait for each other. */
  windows(): readonly string[] {
    return [...this.touched].sort();
  }
}
