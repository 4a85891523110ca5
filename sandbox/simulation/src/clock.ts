/** The sandbox's time. It can be set, sped up and advanced; everything that the platform counts runs on it. */
export class SandboxClock {
  private started = Date.now();
  private shown: number;

  constructor(
    now?: string,
    private speed = 1,
  ) {
    this.shown = now === undefined ? this.started : Date.parse(now);
  }

  now(): number {
    return this.shown + (Date.now() - this.started) * this.speed;
  }

  set(change: { now?: string; speed?: number }): void {
    const current = this.now();
    this.started = Date.now();
    this.shown = change.now === undefined ? current : Date.parse(change.now);
    this.speed = change.speed ?? this.speed;
  }

  advance(seconds: number): void {
    this.set({ now: new Date(this.now() + seconds * 1_000).toISOString() });
  }

  show(): { now: string; speed: number } {
    return { now: new Date(this.now()).toISOString(), speed: this.speed };
  }
}
