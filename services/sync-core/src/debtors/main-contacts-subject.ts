import type { CommandRefusedV1 } from '@connector/contracts';
import { Injectable, Logger } from '@nestjs/common';
import type { BookedCommand } from '../commands/book-answer.js';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';
import type { Step } from '../commands/step.js';
import { MainContactsDue } from './main-contacts-due.js';

/** A main contact that Exact refuses holds no order: it is tried alone once, then given up with the reason (domain D4). */
@Injectable()
export class MainContactsSubject implements CommandSubject {
  private readonly logger = new Logger(MainContactsSubject.name);
  readonly kinds: readonly SubjectKind[] = ['main-contacts'];

  constructor(private readonly due: MainContactsDue) {}

  async refused(step: Step, command: BookedCommand, { reasonCode }: CommandRefusedV1): Promise<void> {
    const givenUp = await this.due.refused(step, command.subject.id, reasonCode);
    if (givenUp > 0) this.logger.warn(`Exact refused a main contact for good (${reasonCode}), command ${command.id}`);
  }

  /** It looks before it writes, so it is simply released again. */
  async absent(): Promise<void> {}
}
