import {
  exactCommandAbsentV1,
  exactCommandDeferredV1,
  exactCommandRefusedV1,
  exactCommandUnclearV1,
  contractNamed,
  type Contract,
} from '@connector/contracts';
import { enqueue, UnitOfWork, uuidV7 } from '@connector/messaging';
import type { FailureClass } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AttemptCommand } from '../attempts/attempt-ledger.js';

interface Stored {
  message_id: string;
  contract: string;
  body: object;
}

/** Answers commands. A final answer is stored, and every further delivery of the command gets it again under its own id. */
@Injectable()
export class AnswerCommands {
  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** True: the command was answered before, and was answered again now. */
  async repeated(command: AttemptCommand): Promise<boolean> {
    const [stored] = await this.db.query<Stored[]>(
      `SELECT message_id, contract, body FROM exact_gateway.command_answer WHERE command_id = $1`,
      [command.commandId],
    );
    if (stored === undefined) return false;
    await this.unitOfWork.run((tx) =>
      this.send(tx, contractNamed(stored.contract)!, stored.body, command, stored.message_id),
    );
    return true;
  }

  /** `alongside` commits together with the answer. */
  async final<Body extends object>(
    command: AttemptCommand,
    contract: Contract<Body>,
    body: Body,
    alongside: (tx: EntityManager) => Promise<void> = async () => undefined,
  ): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      await alongside(tx);
      await this.finalWithin(tx, command, contract, body);
    });
  }

  async refused(
    command: AttemptCommand,
    failureClass: Exclude<FailureClass, 'transient' | 'quota'>,
    reasonCode: string,
    platformMessage?: string,
  ): Promise<void> {
    await this.unitOfWork.run((tx) => this.refusedWithin(tx, command, failureClass, reasonCode, platformMessage));
  }

  /** The same as a part of a transaction. */
  async refusedWithin(
    tx: EntityManager,
    command: AttemptCommand,
    failureClass: Exclude<FailureClass, 'transient' | 'quota'>,
    reasonCode: string,
    platformMessage?: string,
  ): Promise<void> {
    await this.finalWithin(tx, command, exactCommandRefusedV1, {
      ...answerTo(command),
      failureClass,
      reasonCode,
      ...(platformMessage === undefined ? {} : { platformMessage }),
    });
  }

  async deferred(command: AttemptCommand, reasonCode: string, notBefore: Date, holdsAll: boolean): Promise<void> {
    await this.unitOfWork.run((tx) =>
      this.send(
        tx,
        exactCommandDeferredV1,
        { ...answerTo(command), reasonCode, notBefore: notBefore.toISOString(), holdsAll },
        command,
      ),
    );
  }

  async unclear(command: AttemptCommand, answerBy: Date): Promise<void> {
    await this.unitOfWork.run((tx) =>
      this.send(tx, exactCommandUnclearV1, { ...answerTo(command), answerBy: answerBy.toISOString() }, command),
    );
  }

  /** As a part of a transaction: what the command asked for is not there, or is there by now; sync-core decides anew. */
  async absentWithin(tx: EntityManager, command: AttemptCommand): Promise<void> {
    await this.send(tx, exactCommandAbsentV1, answerTo(command), command);
  }

  private async finalWithin<Body extends object>(
    tx: EntityManager,
    command: AttemptCommand,
    contract: Contract<Body>,
    body: Body,
  ): Promise<void> {
    const messageId = uuidV7();
    const kept = await tx.query<unknown[]>(
      `INSERT INTO exact_gateway.command_answer (command_id, message_id, contract, body, connection_id, correlation_id, answered_at)
       VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp()) ON CONFLICT DO NOTHING RETURNING 1`,
      [command.commandId, messageId, contract.name, body, command.connectionId, command.correlationId],
    );
    if (kept.length > 0) await this.send(tx, contract, body, command, messageId);
  }

  private async send<Body extends object>(
    tx: EntityManager,
    contract: Contract<Body>,
    body: Body,
    command: AttemptCommand,
    messageId?: string,
  ): Promise<void> {
    await enqueue(tx, contract, body, {
      connectionId: command.connectionId,
      correlationId: command.correlationId,
      ...(messageId === undefined ? {} : { messageId }),
    });
  }
}

function answerTo(command: AttemptCommand): { commandId: string; release: number; command: string } {
  return { commandId: command.commandId, release: command.release, command: command.contract };
}
