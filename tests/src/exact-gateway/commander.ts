import { setTimeout as wait } from 'node:timers/promises';
import type { Contract } from '@connector/contracts';
import { CreateSalesOrderHandler } from '@connector/exact-gateway/sales-orders/create-sales-order.handler.js';
import { EnsureDebtorHandler } from '@connector/exact-gateway/debtors/ensure-debtor.handler.js';
import { EnsureMainContactsHandler } from '@connector/exact-gateway/debtors/ensure-main-contacts.handler.js';
import { FetchMasterDataHandler } from '@connector/exact-gateway/master-data/fetch-master-data.handler.js';
import { FetchStockPositionsHandler } from '@connector/exact-gateway/stock/fetch-stock-positions.handler.js';
import { ReadStockPositionHandler } from '@connector/exact-gateway/stock/read-stock-position.handler.js';
import { ReconcileSalesOrdersHandler } from '@connector/exact-gateway/sales-orders/reconcile-sales-orders.handler.js';
import { RemoveSalesOrderHandler } from '@connector/exact-gateway/sales-orders/remove-sales-order.handler.js';
import { ItemsHandler } from '@connector/exact-gateway/items/items.handler.js';
import { uuidV7, type Delivery } from '@connector/messaging';
import type { INestApplication } from '@nestjs/common';
import type { GatewayStage, TestConnection } from './gateway-stage.js';

/** An answer as it left through the outbox. */
export interface Answer {
  readonly id: string;
  readonly messageId: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A command that was sent, under the id that it keeps. */
export interface Sent {
  readonly contract: Contract;
  readonly body: object;
  readonly connection: TestConnection;
  readonly commandId: string;
}

type Handle = (body: never, delivery: Delivery) => Promise<void>;

const FINAL = /^exact\.command\.refused\.v1$|\.(ensured|created|removed|reconciled|reported|fetched)\.v1$/;
const SLOTS = 2;

/** Sends commands as sync-core does: two at a time per division, doubts beside them, again when told to. */
export class Commander {
  private turn = 0;
  private readonly slots = new Map<number, { free: number; waiting: (() => void)[] }>();

  constructor(private readonly stage: GatewayStage) {}

  /** Delivers once, to the instances in turn, and returns what was answered to this release since. */
  async deliver(sent: Sent, release = 1, app = this.stage.instance(this.turn++)): Promise<Answer[]> {
    const before = (await this.answers(sent.commandId)).length;
    await handlerOf(app, sent.contract.name)(
      { ...sent.body, release } as never,
      {
        messageId: sent.commandId,
        connectionId: sent.connection.connectionId,
        correlationId: sent.commandId,
      } as Delivery,
    );
    return (await this.answers(sent.commandId)).slice(before);
  }

  /** Every answer to a command, in order. */
  async answers(commandId: string): Promise<Answer[]> {
    return this.stage.db.query<Answer[]>(
      `SELECT id, message_id AS "messageId", type, body FROM exact_gateway.outbox_message
       WHERE body->>'commandId' = $1 ORDER BY id`,
      [commandId],
    );
  }

  send(contract: Contract, connection: TestConnection, body: object, commandId = uuidV7()): Sent {
    return { contract, connection, commandId, body: { division: connection.division, ...body } };
  }

  /** Releases until there is a final answer: again after a deferral or an absence, never while in doubt. */
  async settle(sent: Sent): Promise<Answer> {
    for (let release = 1; ; release++) {
      const answers = await this.inSlot(sent.connection.division, () => this.deliver(sent, release));
      const final = answers.find(({ type }) => FINAL.test(type));
      if (final !== undefined) return final;
      const [last] = answers;
      if (last?.type === 'exact.command.deferred.v1') {
        const notBefore = Date.parse(String(last.body['notBefore']));
        await wait(Math.max(0, notBefore - this.stage.clock.now().getTime()));
      } else {
        const settled = await this.afterDoubt(sent.commandId, last?.id ?? '0');
        if (FINAL.test(settled.type)) return settled;
      }
    }
  }

  private async afterDoubt(commandId: string, after: string): Promise<Answer> {
    for (let tries = 0; tries < 1_200; tries++) {
      const settled = (await this.answers(commandId)).find(({ id }) => BigInt(id) > BigInt(after));
      if (settled !== undefined) return settled;
      await wait(50);
    }
    throw new Error(`The doubt about ${commandId} was not settled within a minute`);
  }

  private async inSlot<T>(division: number, work: () => Promise<T>): Promise<T> {
    const slot = this.slots.get(division) ?? { free: SLOTS, waiting: [] };
    this.slots.set(division, slot);
    if (slot.free > 0) slot.free -= 1;
    else await new Promise<void>((resolve) => slot.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = slot.waiting.shift();
      if (next === undefined) slot.free += 1;
      else next();
    }
  }
}

function handlerOf(app: INestApplication, name: string): Handle {
  const items = app.get(ItemsHandler);
  const handlers: Readonly<Record<string, Handle>> = {
    'exact.debtor.ensure.v1': (body, delivery) => app.get(EnsureDebtorHandler).on(body, delivery),
    'exact.item.ensure.v1': (body, delivery) => items.forOrder(body, delivery),
    'exact.item.import.v1': (body, delivery) => items.forCatalogue(body, delivery),
    'exact.item.update.v1': (body, delivery) => items.change(body, delivery),
    'exact.sales-order.create.v1': (body, delivery) => app.get(CreateSalesOrderHandler).on(body, delivery),
    'exact.item.resync.v1': (body, delivery) => items.again(body, delivery),
    'exact.main-contacts.ensure.v1': (body, delivery) => app.get(EnsureMainContactsHandler).on(body, delivery),
    'exact.sales-order.remove.v1': (body, delivery) => app.get(RemoveSalesOrderHandler).on(body, delivery),
    'exact.sales-orders.reconcile.v1': (body, delivery) => app.get(ReconcileSalesOrdersHandler).on(body, delivery),
    'exact.stock-position.read.v1': (body, delivery) => app.get(ReadStockPositionHandler).on(body, delivery),
    'exact.stock-positions.fetch.v1': (body, delivery) => app.get(FetchStockPositionsHandler).on(body, delivery),
    'exact.master-data.fetch.v1': (body, delivery) => app.get(FetchMasterDataHandler).on(body, delivery),
  };
  return handlers[name]!;
}
