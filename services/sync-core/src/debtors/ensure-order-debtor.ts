import { ensureExactDebtorV1, type ExactDebtorPersonalDataV1 } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import type { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { mayHaveDebtor } from '../orders/domain/may-stand-already.js';
import { DebtorEntity, type MappingState } from './debtor.entity.js';
import { DeliveryAddressEntity } from './delivery-address.entity.js';
import type { DebtorPlan } from './domain/plan-debtor.js';

/** How far the debtor of an order is. */
export interface DebtorProgress {
  readonly state: MappingState;
  readonly accountId?: string;
  readonly deliveryAddressId?: string;
  readonly reasonCode?: string | null;
  readonly platformMessage?: string | null;
}

/** One buyer is one account, however many orders arrive at once (domain D5): the row is the lock, its hash the identity. */
@Injectable()
export class EnsureOrderDebtor {
  constructor(
    private readonly sealer: Sealer,
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Finds or asks for the debtor of the plan, and its delivery address, and ties the order to both. */
  async ensure(step: Step, order: AmazonOrderEntity, connection: ConnectionEntity, plan: DebtorPlan): Promise<void> {
    const debtor = await this.debtor(step.tx, order.division, plan);
    order.debtorId = debtor.id;
    const address =
      plan.deliveryAddress === undefined
        ? undefined
        : await this.address(step.tx, debtor.id, plan.deliveryAddress.identity);
    order.deliveryAddressId = address?.id ?? null;
    await step.tx.save(order);
    if (debtor.state === 'ready' && address === undefined) return;
    if (debtor.state === 'ready' && address?.state === 'ready') return;
    // with the account on its way for another order, the address waits until the account is there
    if (debtor.state === 'requested' && debtor.accountId === null && !debtor.isNew) {
      if (await this.isAskedFor(step.tx, debtor.id)) return;
    }
    await this.ask(step, order, connection, plan, debtor, address);
  }

  /** Somebody asks Exact for it who may: a connection that is paused, or has left the division, does not (domain V5). */
  private async isAskedFor(tx: EntityManager, debtorId: string): Promise<boolean> {
    const [row] = await tx.query<{ asked: boolean }[]>(
      `SELECT exists (SELECT 1 FROM sync_core.command m JOIN sync_core.connection c ON c.id = m.connection_id
         WHERE m.subject_kind = 'debtor' AND m.subject_id = $1 AND (m.state = 'sent' OR m.state = 'waiting' AND c.status = 'active')) AS asked`,
      [debtorId],
    );
    return row?.asked === true;
  }

  /** How far it is; asks for a delivery address whose account has become ready meanwhile. */
  async stateOf(tx: EntityManager, order: AmazonOrderEntity): Promise<DebtorProgress> {
    const debtor = await tx.findOne(DebtorEntity, {
      where: { id: order.debtorId ?? '' },
      lock: { mode: 'pessimistic_read' },
    });
    if (debtor === null || debtor.state !== 'ready') {
      return {
        state: debtor?.state ?? 'requested',
        reasonCode: debtor?.reasonCode ?? null,
        platformMessage: debtor?.platformMessage ?? null,
      };
    }
    if (order.deliveryAddressId === null) return { state: 'ready', accountId: debtor.accountId! };
    const address = await tx.findOneBy(DeliveryAddressEntity, { id: order.deliveryAddressId });
    return {
      state: address?.state ?? 'requested',
      accountId: debtor.accountId!,
      ...(address?.exactAddressId == null ? {} : { deliveryAddressId: address.exactAddressId }),
      reasonCode: address?.reasonCode ?? null,
      platformMessage: address?.platformMessage ?? null,
    };
  }

  private async ask(
    step: Step,
    order: AmazonOrderEntity,
    connection: ConnectionEntity,
    plan: DebtorPlan,
    debtor: DebtorEntity,
    address: DeliveryAddressEntity | undefined,
  ): Promise<void> {
    const { accountId } = debtor;
    const personal: ExactDebtorPersonalDataV1 = {
      ...(accountId === null ? { account: plan.account } : {}),
      ...(accountId === null && plan.contact !== undefined ? { contact: plan.contact } : {}),
      ...(plan.deliveryAddress === undefined || address?.state === 'ready'
        ? {}
        : { deliveryAddress: plan.deliveryAddress.address }),
    };
    await this.commands.request(step, {
      contract: ensureExactDebtorV1,
      connectionId: connection.id,
      window: exactWindow(order.division),
      priority: priority.order,
      subject: accountId === null ? { kind: 'debtor', id: debtor.id } : { kind: 'delivery-address', id: address!.id },
      correlationId: order.amazonOrderId,
      body: {
        division: order.division,
        debtorKey: debtorKeyOf(debtor.identityHash),
        adoptByVatNumber: plan.adoptByVatNumber,
        ...(accountId === null && plan.accountCode !== undefined ? { accountCode: plan.accountCode } : {}),
        personalData: this.sealer.seal(personal, messagePlace(connection.id, ensureExactDebtorV1.name, 'personalData')),
        ...(accountId === null ? {} : { accountId }),
        ...(mayHaveDebtor(order.createdTime, connection.restoredAt) ? { lookFirst: true } : {}),
        ...(accountId === null && debtor.reasonCode === 'exact_account_gone'
          ? { earlierYourRefs: await this.earlierOrders(step.tx, debtor.id) }
          : {}),
        ...(address === undefined ? {} : { deliveryAddressKey: address.addressHash }),
      },
    });
  }

  /** The newest orders of a debtor that are in Exact: after a merge they carry the account that is left (domain D14). */
  private async earlierOrders(tx: EntityManager, debtorId: string): Promise<string[]> {
    const rows = await tx.query<{ amazon_order_id: string }[]>(
      `SELECT amazon_order_id FROM sync_core.amazon_order WHERE debtor_id = $1 AND sales_order_id IS NOT NULL
       ORDER BY created_time DESC LIMIT 20`,
      [debtorId],
    );
    return rows.map(({ amazon_order_id: id }) => id);
  }

  private async debtor(
    tx: EntityManager,
    division: number,
    plan: DebtorPlan,
  ): Promise<DebtorEntity & { isNew: boolean }> {
    const identityHash = this.sealer.identityHash('debtor', plan.identity);
    const inserted = await tx.query<unknown[]>(
      `INSERT INTO sync_core.debtor (id, division, identity_hash, is_collective, state, created_at, account_id)
       VALUES ($1, $2, $3, $4, CASE WHEN $6::uuid IS NULL THEN 'requested' ELSE 'ready' END, $5, $6)
       ON CONFLICT (division, identity_hash) DO NOTHING RETURNING 1`,
      [uuidV7(), division, identityHash, plan.collective, this.clock.now(), plan.chosenAccountId ?? null],
    );
    const debtor = (await tx.findOne(DebtorEntity, {
      where: { division, identityHash },
      lock: { mode: 'pessimistic_write' },
    }))!;
    const wasHeld = debtor.state === 'held';
    if (wasHeld) {
      debtor.state = 'requested';
      await tx.save(debtor);
    }
    return Object.assign(debtor, { isNew: inserted.length > 0 || wasHeld });
  }

  private async address(tx: EntityManager, debtorId: string, identity: string): Promise<DeliveryAddressEntity> {
    const addressHash = this.sealer.identityHash('delivery-address', identity);
    await tx.query(
      `INSERT INTO sync_core.delivery_address (id, debtor_id, address_hash, state) VALUES ($1, $2, $3, 'requested')
       ON CONFLICT (debtor_id, address_hash) DO UPDATE SET state = 'requested' WHERE delivery_address.state = 'held'`,
      [uuidV7(), debtorId, addressHash],
    );
    return (await tx.findOneBy(DeliveryAddressEntity, { debtorId, addressHash }))!;
  }
}

/** Our key in Exact's SearchCode: tells us who it is, and nobody else anything. */
function debtorKeyOf(identityHash: string): string {
  return `AMZ-${identityHash.slice(0, 20).toUpperCase()}`;
}
