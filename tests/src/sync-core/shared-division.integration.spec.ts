import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureExactDebtorV1, ensureExactItemV1, exactCommandDeferredV1 } from '@connector/contracts';
import { until } from '../bus/support/until.js';
import { buyer } from './invented.js';
import { setStage, type Stage } from './stage.js';
import { willingPlatforms } from './willing-platforms.js';

const DIVISION = 420_001;
/** bought after the connections were set up: no sales order of somebody else is looked for */
const createdTime = new Date(Date.now() + 3_600_000).toISOString();

describe('Connections that share a division', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_shared_division');
  });
  afterAll(() => stage.stop());

  it('V5: a paused one holds up no other: what it asked for is asked in its place, sealed for who asks', async () => {
    const willing = willingPlatforms();
    const paused = await stage.connect({ sellerId: 'A000SHARED1', division: DIVISION });
    const other = await stage.connect({ sellerId: 'A000SHARED2', division: DIVISION });
    const { [ensureExactDebtorV1.name]: _debtor, [ensureExactItemV1.name]: _item, ...rest } = willing;
    stage.gateways.answerWith(rest);
    await stage.tellOrder(paused, { id: '402-0000001-0000011', sku: 'MUG', createdTime }, buyer());
    const asked = () => [...stage.gateways.of(ensureExactDebtorV1), ...stage.gateways.of(ensureExactItemV1)];
    await until('the first asked for debtor and item', () => asked().length === 2);
    // the same buyer and the same item, at the other seller
    await stage.tellOrder(other, { id: '402-0000002-0000011', sku: 'MUG', createdTime }, buyer());
    await stage.orderIn(other, '402-0000002-0000011', 'debtor');
    await stage.api.send('POST', `/connections/${paused}/pause`);
    stage.gateways.answerWith(willing);
    for (const { id, name, body, connectionId } of asked()) {
      const notBefore = new Date(Date.now() - 1_000).toISOString();
      const deferred = { commandId: id, command: name, release: Number(body['release']), notBefore, holdsAll: false };
      await stage.gateways.tell(
        exactCommandDeferredV1,
        { ...deferred, reasonCode: 'connection_paused' },
        { connectionId },
      );
    }
    await stage.orderIn(other, '402-0000002-0000011', 'done');
    const last = stage.gateways.of(ensureExactDebtorV1).at(-1)!;
    expect(last.connectionId).toBe(other);
    const debtors = await stage.query(`SELECT 1 FROM sync_core.debtor WHERE division = $1`, [DIVISION]);
    expect(debtors).toHaveLength(1);
    // it goes on with what stands there by now
    await stage.api.send('POST', `/connections/${paused}/resume`);
    await stage.orderIn(paused, '402-0000001-0000011', 'done');
  });
});
