import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  exactCommandRefusedV1,
  exactRecordsDeletedV1,
} from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { until } from '../bus/support/until.js';
import { buyer, orderUpdate } from './invented.js';
import type { Answer } from './scripted-gateways.js';
import { setStage, type Stage } from './stage.js';
import { willingPlatforms } from './willing-platforms.js';

const NOTHING = { accounts: [], addresses: [], items: [], salesOrders: [] };

describe('D14: what is gone in Exact is found or made anew', () => {
  let stage: Stage;
  let connection: string;
  let division = 200_000;
  beforeAll(async () => {
    stage = await setStage('core_healing');
  });
  afterAll(() => stage.stop());

  beforeEach(async () => {
    division += 1;
    stage.gateways.answerWith(willingPlatforms());
    connection = await stage.connect({ sellerId: `A000HEAL${division}`, division });
    stage.gateways.commands.length = 0;
  });

  /** Told and heard: an order that is told afterwards could overtake it. */
  const gone = async (records: Partial<Record<keyof typeof NOTHING, string[]>>): Promise<void> => {
    const envelope = { connectionId: connection, messageId: uuidV7() };
    await stage.gateways.tell(exactRecordsDeletedV1, { division, ...NOTHING, ...records }, envelope);
    await until('it was heard', async () => {
      const sql = `SELECT 1 FROM sync_core.inbox_message WHERE message_id = $1`;
      return (await stage.query(sql, [envelope.messageId])).length > 0;
    });
  };
  const order = async (id: string): Promise<void> => {
    await stage.tellOrder(connection, { id }, buyer());
    await stage.orderIn(connection, id, 'done');
  };
  const carried = (): { orderedBy: string; itemId: string } => {
    const { orderedBy, lines } = stage.gateways.of(createExactSalesOrderV1).at(-1)!.body as {
      orderedBy: string;
      lines: { itemId: string }[];
    };
    return { orderedBy, itemId: lines[0]!.itemId };
  };

  it('a debtor: the next order asks for it again, with the orders that may carry what it was merged into', async () => {
    await order('402-0000001-0000001');
    await gone({ accounts: [carried().orderedBy] });
    await order('402-0000001-0000002');
    const asked = stage.gateways.of(ensureExactDebtorV1).map(({ body }) => body['earlierYourRefs']);
    expect(asked).toEqual([undefined, ['402-0000001-0000001']]);
  });

  it('an item: the next order makes it again', async () => {
    await order('402-0000002-0000001');
    await gone({ items: [carried().itemId] });
    await order('402-0000002-0000002');
    expect(stage.gateways.of(ensureExactItemV1)).toHaveLength(2);
  });

  /** An order of what is known and of one item more: it waits for that item, whose answer the test gives. */
  const orderThatWaitsForItem = async (id: string): Promise<() => Promise<void>> => {
    const willing = willingPlatforms();
    let answer: (() => Promise<void>) | undefined;
    const waits: Answer = (command, gateways) => {
      if (!String(command.body['code']).startsWith('NEW')) return willing[ensureExactItemV1.name]!(command, gateways);
      answer = async () => {
        gateways.answerWith(willing);
        await willing[ensureExactItemV1.name]!(command, gateways);
      };
    };
    stage.gateways.answerWith({ ...willing, [ensureExactItemV1.name]: waits });
    const [known] = orderUpdate({ id }).lines;
    const lines = [known!, { ...known!, orderItemId: '10000000000000000002', sku: `NEW-${id.slice(-3)}` }];
    const more = { lines, grandTotal: { minorUnits: 2_000, currency: 'EUR' } };
    await stage.tellOrder(connection, { id, more }, buyer());
    await stage.orderIn(connection, id, 'items');
    await until('the item is asked for', () => answer !== undefined);
    return answer!;
  };

  it('a debtor whose order waits for an item: it is asked for again before the sales order is', async () => {
    await order('402-0000004-0000001');
    const { orderedBy } = carried();
    const answerItem = await orderThatWaitsForItem('402-0000004-0000002');
    await gone({ accounts: [orderedBy] });
    await answerItem();
    await stage.orderIn(connection, '402-0000004-0000002', 'done');
    expect(stage.gateways.of(ensureExactDebtorV1)).toHaveLength(2);
    expect(stage.gateways.of(createExactSalesOrderV1)).toHaveLength(2);
  });

  it('an item whose order waits for another: it is made again, and nobody has to ask', async () => {
    await order('402-0000005-0000001');
    const { itemId } = carried();
    const made = stage.gateways.of(ensureExactItemV1).length;
    const answerItem = await orderThatWaitsForItem('402-0000005-0000002');
    await gone({ items: [itemId] });
    await answerItem();
    await stage.orderIn(connection, '402-0000005-0000002', 'done');
    expect(stage.gateways.of(ensureExactItemV1)).toHaveLength(made + 2);
  });

  it.each(['before', 'after'] as const)(
    'an order that is refused because its debtor is gone goes on by itself, told %s the refusal',
    async (when) => {
      await order('402-0000003-0000001');
      const { orderedBy } = carried();
      const willing = willingPlatforms();
      const refuseOnce: Answer = async (command, gateways) => {
        gateways.answerWith(willing);
        const refusal = {
          commandId: command.id,
          release: Number(command.body['release']),
          command: createExactSalesOrderV1.name,
          failureClass: 'business' as const,
          reasonCode: 'exact_account_gone',
        };
        if (when === 'before') await gone({ accounts: [orderedBy] });
        await gateways.tell(exactCommandRefusedV1, refusal, command);
        if (when === 'after') await gone({ accounts: [orderedBy] });
      };
      stage.gateways.answerWith({ ...willing, [createExactSalesOrderV1.name]: refuseOnce });
      await order('402-0000003-0000002');
      expect(stage.gateways.of(ensureExactDebtorV1)).toHaveLength(2);
      expect(stage.gateways.of(createExactSalesOrderV1)).toHaveLength(3);
    },
  );
});
