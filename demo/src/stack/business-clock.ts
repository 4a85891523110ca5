import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Business seconds a real second. An Amazon order may be read two minutes after its change: four real seconds. */
export const SPEED = 30;

/** The sped-up time of the demo. In a kept run it goes on after the moment that the run before reached. */
export class BusinessClock {
  private readonly started = new Date();
  private readonly shown: Date;

  constructor(
    private readonly file: string,
    private readonly speed: number,
  ) {
    const before = existsSync(file) ? Date.parse(readFileSync(file, 'utf8')) : 0;
    this.shown = new Date(Math.max(this.started.getTime(), before));
  }

  now(): Date {
    return new Date(this.shown.getTime() + (Date.now() - this.started.getTime()) * this.speed);
  }

  /** The variables that give a service the same time, after a restart too. */
  variables(): Record<string, string> {
    return {
      CLOCK_SHOWS: this.shown.toISOString(),
      CLOCK_STARTED: this.started.toISOString(),
      CLOCK_SPEED: String(this.speed),
    };
  }

  /** The body that sets a sandbox to the same time. */
  setting(): { now: string; speed: number } {
    return { now: this.now().toISOString(), speed: this.speed };
  }

  keep(): void {
    writeFileSync(this.file, this.now().toISOString());
  }
}
