import { Inbox, UnitOfWork, type Delivery } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import { ReleaseCommands } from './release-commands.js';
import { Step } from './step.js';

const ATTEMPTS = 5;

/** PostgreSQL: deadlock detected, serialization failure. */
const COLLIDED = new Set(['40P01', '40001']);

/**
 * Runs the steps of sync-core: what changes, which commands are asked for and which of them leave, in one transaction.
 * Two steps that lock the same rows in different order collide; the loser is simply run again.
 */
@Injectable()
export class Steps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: Inbox,
    private readonly release: ReleaseCommands,
  ) {}

  /** A step that a message causes: at most once a message, however often it is delivered. */
  async once(consumer: string, delivery: Delivery, work: (step: Step) => Promise<void>): Promise<void> {
    await againAfterCollision(() => this.inbox.once(consumer, delivery, (tx) => this.perform(new Step(tx), work)));
  }

  /** A step that a person or the clock causes. */
  async run<T>(work: (step: Step) => Promise<T>): Promise<T> {
    return againAfterCollision(() => this.unitOfWork.run((tx) => this.perform(new Step(tx), work)));
  }

  private async perform<T>(step: Step, work: (step: Step) => Promise<T>): Promise<T> {
    const result = await work(step);
    for (const window of step.windows()) await this.release.next(step.tx, window);
    return result;
  }
}

async function againAfterCollision<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !COLLIDED.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
