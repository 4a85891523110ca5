import {
  amazonCommandDeferredV1,
  contractNamed,
  setAmazonStockV1,
  type CommandAnswerV1,
  type Contract,
  type SetAmazonStockV1,
} from '@connector/contracts';
import { enqueue, UnitOfWork, uuidV7, type Delivery } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

interface StoredAnswer {
  readonly messageId: string;
  readonly contract: string;
  readonly body: object;
}

/** Answers commands that set one quantity; a final answer is kept beside its SKU, for every further delivery of its command. */
@Injectable()
export class StockAnswers {
  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Answers a delivery that needs no work: its command has its answer, which goes out once more under its own id, or a newer
   * quantity was asked for since, and then its answer was booked long ago. False: it is to be worked on.
   */
  async isAnswered({ sku }: SetAmazonStockV1, delivery: Delivery): Promise<boolean> {
    const [row] = await this.db.query<{ mine: boolean; answer: StoredAnswer | null; superseded: boolean }[]>(
      `SELECT command_id = $3 AS mine, answer, $3 = ANY(answered_before) AS superseded
       FROM amazon_gateway.stock_write WHERE connection_id = $1 AND sku = $2`,
      [delivery.connectionId, sku, delivery.messageId],
    );
    // writing it now would bring back an old quantity
    if (row?.superseded === true) return true;
    const stored = row?.mine === true ? row.answer : null;
    if (stored === null) return false;
    await this.send(contractNamed(stored.contract)!, stored.body, delivery, stored.messageId);
    return true;
  }

  /** A final answer, in one transaction with what it tells. */
  async final<Body extends CommandAnswerV1>(
    contract: Contract<Body>,
    answer: Omit<Body, keyof CommandAnswerV1>,
    { sku, release }: SetAmazonStockV1,
    delivery: Delivery,
    also: (tx: EntityManager) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const messageId = uuidV7();
    const { connectionId, correlationId } = delivery;
    const body = { commandId: delivery.messageId, release, ...answer } as Body;
    await this.unitOfWork.run(async (tx) => {
      await also(tx);
      await tx.query(
        `UPDATE amazon_gateway.stock_write SET answer = $4 WHERE connection_id = $1 AND sku = $2 AND command_id = $3`,
        [
          connectionId,
          sku,
          delivery.messageId,
          JSON.stringify({ messageId, contract: contract.name, body } satisfies StoredAnswer),
        ],
      );
      await enqueue(tx, contract, body, { connectionId, correlationId, messageId });
    });
  }

  /** A deferral is no result: the time is given in real time, because the answer goes to a service with its own business clock. */
  async deferred({ release }: SetAmazonStockV1, delivery: Delivery, reasonCode: string, ms: number): Promise<void> {
    const notBefore = new Date(Date.now() + ms).toISOString();
    const head = { commandId: delivery.messageId, release, command: setAmazonStockV1.name };
    await this.send(amazonCommandDeferredV1, { ...head, reasonCode, notBefore, holdsAll: false }, delivery, uuidV7());
  }

  private async send<Body extends object>(
    contract: Contract<Body>,
    body: Body,
    { connectionId, correlationId }: Delivery,
    messageId: string,
  ): Promise<void> {
    await this.unitOfWork.run((tx) => enqueue(tx, contract, body, { connectionId, correlationId, messageId }));
  }
}
