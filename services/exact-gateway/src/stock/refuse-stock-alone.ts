import { Failure } from '@connector/platform';
import type { AnswerCommands } from '../answers/answer-commands.js';
import type { AttemptCommand } from '../attempts/attempt-ledger.js';

/**
 * A package or a user without stock leaves the stock out, and nothing else: the command is refused, and the connection's
 * orders go on (domain V2). Any other missing right stops the connection.
 */
export async function refuseStockAlone(
  answers: AnswerCommands,
  command: AttemptCommand,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_no_right') throw thrown;
    await answers.refused(command, 'credentials', thrown.reasonCode, thrown.message);
  }
}
