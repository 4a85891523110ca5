/** One thing that a service needs in order to work. */
export interface ReadinessCheck {
  readonly name: string;
  /** undefined: all is well; else what is the matter, without secrets */
  check(): Promise<string | undefined>;
}

/** Collects what must be well before a service takes work; parts of the service register themselves. */
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];
  private readonly drains: (() => Promise<void>)[] = [];
  private draining = false;

  register(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** What takes work from elsewhere than HTTP takes nothing more once the service is about to stop. */
  onDrain(drain: () => Promise<void>): void {
    this.drains.push(drain);
  }

  /** From now on the service says that it is not ready: it is about to stop. Resolves when what was under way has ended. */
  async startDraining(): Promise<void> {
    this.draining = true;
    await Promise.allSettled(this.drains.map((drain) => drain()));
  }

  /** What is the matter, by name; empty when the service is ready. */
  async troubles(): Promise<Record<string, string>> {
    if (this.draining) return { service: 'is stopping' };
    const found = await Promise.all(
      this.checks.map(
        async (entry) => [entry.name, await entry.check().catch((error: unknown) => String(error))] as const,
      ),
    );
    return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }
}
