import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  type ExactDebtorPersonalDataV1,
} from '@connector/contracts';
import { messagePlace } from '@connector/sealing';
import type { Commander, Sent } from './commander.js';
import type { GatewayStage, TestConnection } from './gateway-stage.js';

/** A buyer who lives in Utrecht and is not real. */
export const BUYER: ExactDebtorPersonalDataV1 = {
  account: {
    name: 'Voorbeeld Koper',
    addressLine1: 'Dorpsstraat 1',
    postcode: '3511 AA',
    city: 'Utrecht',
    country: 'NL',
  },
  contact: { firstName: 'Voorbeeld', lastName: 'Koper' },
};

export const ELSEWHERE = { addressLine1: 'Kerkstraat 2', postcode: '1012 AB', city: 'Amsterdam', country: 'NL' };

/** Makes the commands of the tests, with what a division has. */
export class Commands {
  private constructor(
    private readonly stage: GatewayStage,
    private readonly commander: Commander,
    readonly connection: TestConnection,
    private readonly itemGroupId: string,
  ) {}

  static async for(stage: GatewayStage, commander: Commander, connection: TestConnection): Promise<Commands> {
    const [published] = await stage.db.query<{ body: { itemGroups: { id: string }[] } }[]>(
      `SELECT body FROM exact_gateway.outbox_message WHERE type = 'exact.master-data.published.v1' AND connection_id = $1`,
      [connection.connectionId],
    );
    return new Commands(stage, commander, connection, published!.body.itemGroups[0]!.id);
  }

  debtor(debtorKey: string, personal: ExactDebtorPersonalDataV1 = BUYER, more: object = {}): Sent {
    const place = messagePlace(this.connection.connectionId, ensureExactDebtorV1.name, 'personalData');
    return this.commander.send(ensureExactDebtorV1, this.connection, {
      debtorKey,
      adoptByVatNumber: false,
      personalData: this.stage.sealer.seal(personal, place),
      ...more,
    });
  }

  item(code: string, more: object = {}): Sent {
    return this.commander.send(ensureExactItemV1, this.connection, {
      code,
      description: `Artikel ${code}`,
      itemGroupId: this.itemGroupId,
      salesVatCode: '2',
      isStockItem: true,
      ...more,
    });
  }

  salesOrder(yourRef: string, orderedBy: string, itemId: string, more: object = {}): Sent {
    return this.commander.send(createExactSalesOrderV1, this.connection, {
      yourRef,
      lookFirst: false,
      orderedBy,
      orderDate: '2026-11-23',
      description: yourRef,
      paymentCondition: 'AM',
      currency: 'EUR',
      lines: [{ itemId, description: 'Mok', quantity: 2, netPrice: '12.10', vatCode: '2' }],
      expectedTotal: { minorUnits: 2420, currency: 'EUR' },
      ...more,
    });
  }

  /** A debtor and an item that are there already. */
  async readyForOrders(): Promise<{ accountId: string; itemId: string }> {
    const debtor = await this.commander.settle(this.debtor('AMZ-first-buyer'));
    const item = await this.commander.settle(this.item('MUG-READY'));
    return { accountId: String(debtor.body['accountId']), itemId: String(item.body['itemId']) };
  }
}
