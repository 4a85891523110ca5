import { Injectable } from '@nestjs/common';
import type { SubjectKind } from '../commands/command.entity.js';
import type { CommandSubject } from '../commands/command-subject.js';

/** A reading for the proof that Exact refuses proves nothing: the time of the last one stays, and the next day asks again. */
@Injectable()
export class ReconciliationSubject implements CommandSubject {
  readonly kinds: readonly SubjectKind[] = ['reconciliation'];

  async refused(): Promise<void> {}

  async absent(): Promise<void> {}
}
