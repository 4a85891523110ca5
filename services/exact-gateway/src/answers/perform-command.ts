import type { Contract, ExactCommandV1 } from '@connector/contracts';
import type { Delivery } from '@connector/messaging';
import { CLOCK, describeFailure, Failure, traceparent, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AttemptOpen, type AttemptCommand } from '../attempts/attempt-ledger.js';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type ExactConnection } from '../connections/connections.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import type { CallClass } from '../exact-api/limiter.js';
import { AnswerCommands } from './answer-commands.js';

const UNKNOWN_CONNECTION_MS = 5_000;
const PAUSED_MS = 60_000;
const TRANSIENT_MS = 15_000;

/** What the work of a command has at hand. */
export interface Performance {
  readonly access: ExactAccess;
  readonly command: AttemptCommand;
}

/**
 * Runs the work of a command and answers it, whatever happens: done, refused, deferred or unclear. Nothing that the gateway
 * can answer is thrown back to the broker.
 */
@Injectable()
export class PerformCommand {
  private readonly logger = new Logger(PerformCommand.name);

  constructor(
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    private readonly answers: AnswerCommands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async perform(
    contract: Contract,
    body: ExactCommandV1,
    delivery: Delivery,
    callClass: CallClass,
    work: (performance: Performance) => Promise<void>,
  ): Promise<void> {
    const trace = traceparent();
    const command: AttemptCommand = {
      commandId: delivery.messageId,
      release: body.release,
      contract: contract.name,
      connectionId: delivery.connectionId,
      correlationId: delivery.correlationId,
      ...(trace === undefined ? {} : { traceparent: trace }),
    };
    if (await this.answers.repeated(command)) return;
    const connection = await this.connections.find(delivery.connectionId);
    if (connection === undefined) return this.defer(command, 'connection_unknown', UNKNOWN_CONNECTION_MS, false);
    if (!connection.active || connection.refusedReason !== null)
      return this.defer(command, 'connection_paused', PAUSED_MS, false);
    const access = { ...this.connections.access(connection, callClass), division: body.division };
    try {
      await work({ access, command });
    } catch (thrown) {
      await this.answerFailure(thrown, command, connection, callClass);
    }
  }

  private async answerFailure(
    thrown: unknown,
    command: AttemptCommand,
    connection: ExactConnection,
    callClass: CallClass,
  ): Promise<void> {
    if (thrown instanceof AttemptOpen) {
      if (thrown.answerBy !== undefined) await this.answers.unclear(command, thrown.answerBy);
      return;
    }
    if (!(thrown instanceof Failure)) throw thrown;
    this.logger.warn(`${command.contract} ${command.commandId}: ${describeFailure(thrown, 300)}`);
    switch (thrown.failureClass) {
      case 'quota': {
        const { notBefore } = thrown as Failure & { notBefore?: Date };
        const waits = notBefore ?? new Date(this.clock.now().getTime() + TRANSIENT_MS);
        return this.answers.deferred(command, thrown.reasonCode, waits, holdsAll(thrown.reasonCode, callClass));
      }
      case 'transient':
        return this.defer(command, thrown.reasonCode, TRANSIENT_MS);
      case 'credentials':
        await this.configure.refuse(connection, thrown);
        return this.defer(command, thrown.reasonCode, PAUSED_MS, false);
      case 'master-data':
      case 'business':
      case 'bug':
        return this.answers.refused(command, thrown.failureClass, thrown.reasonCode, thrown.message);
    }
  }

  /** What is the matter with one connection holds none of another that shares the division (domain V5). */
  private async defer(command: AttemptCommand, reasonCode: string, ms: number, holdsAll = true): Promise<void> {
    await this.answers.deferred(command, reasonCode, new Date(this.clock.now().getTime() + ms), holdsAll);
  }
}

/**
 * Whether what one command waits for holds every other one too. An endpoint's error budget is its own; the catalogue's share of
 * the day ends while there are calls for orders, and an order finds for itself when there are none (architecture, Throttling).
 */
function holdsAll(reasonCode: string, callClass: CallClass): boolean {
  if (reasonCode === 'exact_error_budget') return false;
  return !(reasonCode === 'exact_day_limit' && callClass === 'catalogue');
}
