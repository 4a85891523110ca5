interface Waiting {
  readonly alone: boolean;
  readonly enter: () => void;
}

/**
 * Lets the messages of a process be handled side by side, and one that may end the process alone: it waits until the others
 * have ended, and those that come after it wait for it. First come, first served.
 */
export class HandlingGate {
  private inside = 0;
  private occupiedAlone = false;
  private readonly waiting: Waiting[] = [];

  /** Resolves when it may begin, with the function that tells its end. */
  async enter(alone: boolean): Promise<() => void> {
    if (this.waiting.length === 0 && this.hasRoomFor(alone)) this.admit(alone);
    else await new Promise<void>((resolve) => this.waiting.push({ alone, enter: resolve }));
    return () => this.leave();
  }

  private leave(): void {
    this.inside -= 1;
    this.occupiedAlone = false;
    for (let next = this.waiting[0]; next !== undefined && this.hasRoomFor(next.alone); next = this.waiting[0]) {
      this.waiting.shift();
      this.admit(next.alone);
      next.enter();
    }
  }

  private admit(alone: boolean): void {
    this.inside += 1;
    this.occupiedAlone = alone;
  }

  private hasRoomFor(alone: boolean): boolean {
    return !this.occupiedAlone && (!alone || this.inside === 0);
  }
}
