import { Injectable } from '@nestjs/common';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';

/** A reading of a division's master data that Exact refuses changes nothing: the mirror stays, and it is asked for again. */
@Injectable()
export class DivisionSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['division'];

  async refused(): Promise<void> {}

  async absent(): Promise<void> {}
}
