import type { ExactMasterDataPublishedV1 } from '@connector/contracts';
import { formatMoney, money } from '@connector/money';
import { Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { planOrderDebtor } from '../debtors/plan-order-debtor.js';
import { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { ComposeOrder } from '../orders/compose-order.js';
import { judgeOrder } from '../orders/domain/judge-order.js';
import { statesTaking } from '../orders/domain/order-state.js';
import { OrderPlaces } from '../orders/order-place.js';
import { Orders } from '../orders/orders.js';
import { summarise, type FutureOrder, type FutureOrders } from './domain/future-orders.js';

/** Orders that are computed one by one; of more the number is told. */
const MOST_ORDERS = 500;
const MOST_SKUS = 500;

/** What would be written when the connection goes live. Of a buyer nothing. */
export interface GoingLivePreview {
  readonly orders: FutureOrders;
  readonly items: { readonly inExact: number; readonly toMake: number };
  readonly stock: {
    /** what stands at Amazon, and what would; null: known when the item is in Exact */
    readonly offers: readonly { sku: string; old: number | null; new: number | null }[];
    readonly nl: string;
    readonly en: string;
  };
}

/** Computes what going live would write, and writes nothing (domain V4). */
@Injectable()
export class PreviewGoingLive {
  constructor(
    private readonly db: DataSource,
    private readonly orders: Orders,
    private readonly places: OrderPlaces,
    private readonly composition: ComposeOrder,
    private readonly sealer: Sealer,
  ) {}

  /** `startDate`: the start date that is thought of. */
  async of(
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    startDate: Date,
  ): Promise<GoingLivePreview> {
    return {
      orders: await this.futureOrders(connection, facts, startDate),
      items: await this.items(connection),
      stock: { offers: await this.offers(connection), ...FIRST_RUN },
    };
  }

  private async futureOrders(
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    startDate: Date,
  ): Promise<FutureOrders> {
    const begun = this.db
      .getRepository(AmazonOrderEntity)
      .createQueryBuilder('o')
      .where('o.connectionId = :id AND o.createdTime >= :startDate AND o.state IN (:...states)', {
        id: connection.id,
        startDate,
        states: statesTaking('division-changed'),
      })
      .andWhere(`(o.state <> 'done' OR o.division <> :division)`, { division: connection.division });
    const rows = await begun.clone().orderBy('o.createdTime').addOrderBy('o.amazonOrderId').take(MOST_ORDERS).getMany();
    const known = await this.knownDebtors(connection.division);
    const seen = rows.map((order) => this.future(order, connection, facts, { startDate, known }));
    return summarise(seen, await begun.getCount());
  }

  private future(
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    { startDate, known }: { startDate: Date; known: ReadonlySet<string> },
  ): FutureOrder {
    const { amazonOrderId } = order;
    const settings = { ...connection.settings, importOrdersFrom: startDate.toISOString() };
    const judged = judgeOrder(order.snapshot, settings);
    if (judged.verdict === 'skip' || judged.verdict === 'wait') return { amazonOrderId, reasonCode: judged.reason };
    if (judged.verdict !== 'paid') return { amazonOrderId, reasonCode: judged.verdict };
    const personal = this.orders.personalData(order);
    const plan = planOrderDebtor(order, personal, settings, facts.country);
    if (!plan.ok) return { amazonOrderId, reasonCode: plan.reason };
    const place = this.places.of(order, personal, connection, facts);
    const composed = this.composition.compose(order, connection, facts, place, []);
    if (!composed.ok) return { amazonOrderId, reasonCode: composed.reason };
    const { expectedTotal, currency } = composed.order;
    const debtor = this.sealer.identityHash('debtor', plan.plan.identity);
    return {
      amazonOrderId,
      total: { minorUnits: expectedTotal, currency },
      text: formatMoney(money(expectedTotal, currency)),
      lines: composed.order.lines.length,
      debtor,
      isNewDebtor: !known.has(debtor),
    };
  }

  private async knownDebtors(division: number): Promise<ReadonlySet<string>> {
    const rows = await this.db.query<{ identity_hash: string }[]>(
      `SELECT identity_hash FROM sync_core.debtor WHERE division = $1 AND account_id IS NOT NULL`,
      [division],
    );
    return new Set(rows.map(({ identity_hash: hash }) => hash));
  }

  private async items({ id, division }: ConnectionEntity): Promise<GoingLivePreview['items']> {
    const [row] = await this.db.query<{ all: number; there: number }[]>(
      `SELECT count(DISTINCT l.sku)::int AS all,
         (count(DISTINCT l.sku) FILTER (WHERE i.exact_item_id IS NOT NULL))::int AS there
       FROM sync_core.listing l LEFT JOIN sync_core.item i ON i.id = l.item_id AND i.division = $2 WHERE l.connection_id = $1`,
      [id, division],
    );
    return { inExact: row?.there ?? 0, toMake: (row?.all ?? 0) - (row?.there ?? 0) };
  }

  private async offers({ id }: ConnectionEntity): Promise<GoingLivePreview['stock']['offers']> {
    return this.db.query(
      `SELECT sku, expected_quantity AS old, CASE WHEN item_id IS NOT NULL THEN wanted_quantity END AS new
       FROM sync_core.stock_offer WHERE connection_id = $1 ORDER BY sku LIMIT $2`,
      [id, MOST_SKUS],
    );
  }
}

const FIRST_RUN = {
  nl: 'De eerste voorraadronde wordt per SKU getoond (oud en nieuw) en wacht tot u haar vrijgeeft; tot dan wijzigt er niets bij Amazon.',
  en: 'The first stock run is shown per SKU (old and new) and waits until you release it; until then nothing changes at Amazon.',
};
