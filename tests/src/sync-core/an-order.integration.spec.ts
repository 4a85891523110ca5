import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createExactSalesOrderV1 } from '@connector/contracts';
import { buyer } from './invented.js';
import { setStage, type Stage } from './stage.js';

describe('An order through sync-core', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_order');
  });
  afterAll(() => stage.stop());

  it('O1: a paid order becomes one sales order, however often it is told', async () => {
    const connection = await stage.connect({ sellerId: 'A000EENORDER1' });
    const wish = { id: '402-0000001-0000001' };
    await stage.tellOrder(connection, wish, buyer());
    await stage.tellOrder(connection, wish, buyer());
    await stage.orderIn(connection, wish.id, 'done');
    expect(stage.gateways.of(createExactSalesOrderV1)).toHaveLength(1);
  });
});
