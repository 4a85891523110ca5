import type { CommandRefusedV1 } from '@connector/contracts';
import type { BookedCommand } from './book-answer.js';
import type { SubjectKind } from './command.entity.js';
import type { Step } from './step.js';

/** Whoever asks for commands and wants to know when one was refused for good or had no effect. */
export interface CommandSubject {
  readonly kinds: readonly SubjectKind[];
  refused(step: Step, command: BookedCommand, refusal: CommandRefusedV1): Promise<void>;
  /** the command waits for its next release; withdraw it here if it is no longer wanted */
  absent(step: Step, command: BookedCommand): Promise<void>;
  /** the command waits for a quota; withdraw it here if it is no longer wanted */
  deferred?(step: Step, command: BookedCommand): Promise<void>;
}

/** Nest's injection token of all {@link CommandSubject}s. */
export const COMMAND_SUBJECTS = Symbol('CommandSubjects');
