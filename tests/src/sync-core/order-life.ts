import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  amazonOrderUpdatedV1,
  contractNamed,
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  exactCommandAbsentV1,
  exactCommandDeferredV1,
  exactCommandRefusedV1,
  exactCommandUnclearV1,
  exactDebtorEnsuredV1,
  exactItemEnsuredV1,
  exactSalesOrderCreatedV1,
  type Contract,
} from '@connector/contracts';
import { provideInfrastructure } from '@connector/local-infrastructure';
import { uuidV7, validated, type Delivery } from '@connector/messaging';
import { migrate } from '@connector/platform';
import { KeyRing, messagePlace, newKeyRingFile, Sealer } from '@connector/sealing';
import { appModule } from '@connector/sync-core/app.module';
import { ItemEnsuredHandler } from '@connector/sync-core/catalogue/item-ensured.handler';
import { CommandAnswersHandler } from '@connector/sync-core/commands/command-answers.handler';
import { Steps } from '@connector/sync-core/commands/steps';
import { DebtorEnsuredHandler } from '@connector/sync-core/debtors/debtor-ensured.handler';
import { SyncCoreEnvironment } from '@connector/sync-core/environment';
import { withDefaults } from '@connector/sync-core/installation/domain/installation';
import { OrderUpdatedHandler } from '@connector/sync-core/orders/order-updated.handler';
import { RetryHeldOrders } from '@connector/sync-core/orders/retry-held-orders';
import { SalesOrderCreatedHandler } from '@connector/sync-core/orders/sales-order-created.handler';
import { database } from '@connector/sync-core/persistence/database';
import { Test, type TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { buyer, masterData, orderUpdate, settings, STORE_NL } from './invented.js';
import { exactId } from './willing-platforms.js';

/** A command as it stands in sync-core's table. */
export interface CommandRow {
  readonly id: string;
  readonly contract: string;
  readonly state: 'waiting' | 'sent' | 'done' | 'refused' | 'withdrawn';
  readonly release: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OrderRow {
  readonly state: string;
  readonly sales_order_id: string | null;
  readonly reason_code: string | null;
}

/** How a gateway answers a command that it has. */
export type Reply = 'done' | 'refused' | 'deferred' | 'unclear' | 'absent';

/**
 * sync-core's own use cases on a real database, without a broker and without a clock that ticks: what Amazon says and what the
 * gateways answer happens in the order in which a test says it.
 */
export class OrderLife {
  private turn = 0;

  private constructor(
    private readonly module: TestingModule,
    private readonly sealer: Sealer,
    private readonly end: () => Promise<void>,
  ) {}

  static async open(name: string): Promise<OrderLife> {
    const folder = mkdtempSync(join(tmpdir(), `connector-${name}-`));
    const keyRing = join(folder, 'keys.json');
    writeFileSync(keyRing, newKeyRingFile('test'));
    const infrastructure = await provideInfrastructure({ name });
    await migrate(infrastructure.adminDatabaseUrl, database);
    const environment = Object.assign(new SyncCoreEnvironment(), {
      DATABASE_URL: infrastructure.databaseUrlFor('sync-core'),
      AMQP_URL: infrastructure.amqpUrlFor('sync-core'),
      KEY_RING_FILE: keyRing,
      LOG_LEVEL: 'silent',
      API_TOKEN: 'token-of-the-life-of-an-order',
    });
    // compiled and never started: no schedule ticks, no message is published
    const module = await Test.createTestingModule({ imports: [appModule(environment)] }).compile();
    return new OrderLife(module, new Sealer(new KeyRing(keyRing)), async () => {
      await module.get(DataSource).destroy();
      await infrastructure.stop();
      rmSync(folder, { recursive: true });
    });
  }

  async close(): Promise<void> {
    await this.end();
  }

  /** An order of a new buyer, of a new SKU, of a new connection: nothing of it is known. */
  async begin(): Promise<OneOrder> {
    const turn = ++this.turn;
    const connectionId = uuidV7();
    const division = 800_000 + turn;
    const amazonOrderId = `404-${String(turn).padStart(7, '0')}-0000001`;
    const db = this.module.get(DataSource);
    await db.query(`INSERT INTO sync_core.division (division, master_data, read_at) VALUES ($1, $2, now())`, [
      division,
      masterData(division),
    ]);
    await db.query(
      `INSERT INTO sync_core.connection (id, name, seller_id, region, site, division, settings, status, paused_by_person, dry_run,
         faults, amazon_side, exact_side, revision, created_at)
       VALUES ($1, 'Winkel', $2, 'eu', 'nl', $3, $4, 'active', false, false, '[]', '{"status":"connected"}', '{"status":"connected"}', 1, now())`,
      [
        connectionId,
        `SELLER-${turn}`,
        division,
        withDefaults({ ...(settings as object), marketplaceIds: [STORE_NL], connectedAt: '2026-01-01T00:00:00.000Z' }),
      ],
    );
    return new OneOrder(this.module, this.sealer, { connectionId, division, amazonOrderId, turn });
  }
}

/** One order and everything that is asked for its sake. */
export class OneOrder {
  private readonly answered: { contract: Contract; body: object; delivery: Delivery }[] = [];

  constructor(
    private readonly module: TestingModule,
    private readonly sealer: Sealer,
    readonly key: { connectionId: string; division: number; amazonOrderId: string; turn: number },
  ) {}

  /** Amazon tells of it: at `minute`, with a status and a price. */
  async told(status: string, minute: number, minorUnits: number): Promise<void> {
    const { connectionId, amazonOrderId, turn } = this.key;
    const total = { minorUnits, currency: 'EUR' };
    const lastUpdatedTime = new Date(Date.UTC(2026, 10, 23, 9, minute)).toISOString();
    const update = orderUpdate({ id: amazonOrderId, status, sku: `SKU-${turn}`, lastUpdatedTime });
    const [line] = update.lines;
    const place = messagePlace(connectionId, amazonOrderUpdatedV1.name, 'personalData');
    const body = {
      ...update,
      contentHash: `${lastUpdatedTime}${status}${minorUnits}`.replaceAll(/\W/g, ''),
      grandTotal: total,
      lines: [
        { ...line, unitPrice: total, proceedsTotal: total, components: [{ type: 'ITEM', amount: total, details: [] }] },
      ],
      personalData: { ...this.sealer.seal(buyer(`Koper ${turn}`), place) },
    };
    await this.module
      .get(OrderUpdatedHandler)
      .on(validated(amazonOrderUpdatedV1, body), this.delivery(amazonOrderUpdatedV1.name));
  }

  async commands(): Promise<CommandRow[]> {
    return this.module
      .get(DataSource)
      .query<CommandRow[]>(
        `SELECT id, contract, state, release, body FROM sync_core.command WHERE connection_id = $1 ORDER BY created_at, id`,
        [this.key.connectionId],
      );
  }

  async row(): Promise<OrderRow | undefined> {
    const [row] = await this.module
      .get(DataSource)
      .query<OrderRow[]>(
        `SELECT state, sales_order_id, reason_code FROM sync_core.amazon_order WHERE connection_id = $1`,
        [this.key.connectionId],
      );
    return row;
  }

  async notices(): Promise<string[]> {
    const rows = await this.module
      .get(DataSource)
      .query<{ code: string }[]>(
        `SELECT code FROM sync_core.order_notice WHERE connection_id = $1 AND settled_at IS NULL ORDER BY code`,
        [this.key.connectionId],
      );
    return rows.map(({ code }) => code);
  }

  /** Lets what waits leave, as far as there are slots. */
  async release(): Promise<void> {
    await this.module.get(Steps).run(async (step) => step.touch(`exact:${this.key.division}`));
  }

  /** A person tries again. */
  async retry(): Promise<void> {
    await this.module.get(Steps).run((step) => this.module.get(RetryHeldOrders).one(step, this.key));
  }

  /** The gateway answers. `done` of a command twice is the stored result again, under its own id. */
  async answer(command: CommandRow, reply: Reply): Promise<void> {
    const { commandId, release } = { commandId: command.id, release: Math.max(1, command.release) };
    const common = { commandId, release, command: command.contract };
    const soon = new Date(Date.now() - 1_000).toISOString();
    if (reply === 'deferred')
      return this.say(exactCommandDeferredV1, {
        ...common,
        reasonCode: 'exact_minute_limit',
        notBefore: soon,
        holdsAll: false,
      });
    if (reply === 'refused')
      return this.say(exactCommandRefusedV1, {
        ...common,
        failureClass: 'business',
        reasonCode: 'exact_invalid_value',
      });
    if (reply === 'unclear') return this.say(exactCommandUnclearV1, { ...common, answerBy: soon });
    if (reply === 'absent') return this.say(exactCommandAbsentV1, common);
    await this.done(command, { commandId, release });
  }

  /** A broker that delivers everything once more. */
  async redeliver(): Promise<void> {
    for (const { contract, body, delivery } of this.answered.slice()) await this.hand(contract, body, delivery);
  }

  private async done(command: CommandRow, common: { commandId: string; release: number }): Promise<void> {
    const { division, amazonOrderId } = this.key;
    switch (command.contract) {
      case ensureExactDebtorV1.name: {
        const debtorKey = String(command.body['debtorKey']);
        const accountId = exactId(`${division}/${debtorKey}`);
        return this.say(exactDebtorEnsuredV1, { ...common, division, debtorKey, accountId, adopted: false });
      }
      case ensureExactItemV1.name: {
        const code = String(command.body['code']);
        const itemId = exactId(`${division}/${code}`);
        return this.say(exactItemEnsuredV1, { ...common, division, itemId, code, salesVatCode: '2', adopted: false });
      }
      case createExactSalesOrderV1.name:
        return this.say(exactSalesOrderCreatedV1, {
          ...common,
          division,
          yourRef: amazonOrderId,
          salesOrderId: exactId(amazonOrderId),
          orderNumber: this.key.turn,
          total: command.body['expectedTotal'] as { minorUnits: number; currency: string },
          adopted: false,
        });
      default:
        throw new Error(`Nobody plays ${command.contract}`);
    }
  }

  private async say<Body extends object>(contract: Contract<Body>, body: Body): Promise<void> {
    const delivery = this.delivery(contract.name);
    this.answered.push({ contract, body, delivery });
    await this.hand(contract, body, delivery);
  }

  private async hand(contract: Contract, body: object, delivery: Delivery): Promise<void> {
    const valid = validated(contractNamed(contract.name)!, JSON.parse(JSON.stringify(body))) as never;
    const answers = this.module.get(CommandAnswersHandler);
    const handlers: Readonly<Record<string, () => Promise<void>>> = {
      [exactDebtorEnsuredV1.name]: () => this.module.get(DebtorEnsuredHandler).on(valid, delivery),
      [exactItemEnsuredV1.name]: () => this.module.get(ItemEnsuredHandler).on(valid, delivery),
      [exactSalesOrderCreatedV1.name]: () => this.module.get(SalesOrderCreatedHandler).on(valid, delivery),
      [exactCommandDeferredV1.name]: () => answers.exactDeferred(valid, delivery),
      [exactCommandRefusedV1.name]: () => answers.exactRefused(valid, delivery),
      [exactCommandUnclearV1.name]: () => answers.exactUnclear(valid, delivery),
      [exactCommandAbsentV1.name]: () => answers.exactAbsent(valid, delivery),
    };
    await handlers[contract.name]!();
  }

  private delivery(type: string): Delivery {
    const { connectionId, amazonOrderId } = this.key;
    return {
      messageId: uuidV7(),
      type,
      correlationId: amazonOrderId,
      connectionId,
      occurredAt: new Date(),
      attempt: 1,
      redelivered: false,
      lane: 'orders',
    };
  }
}
