import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createExactSalesOrderV1 } from '@connector/contracts';
import { array, assert, asyncProperty, constantFrom, nat, oneof, record, type Arbitrary } from 'fast-check';
import { OrderLife, type CommandRow, type OneOrder, type Reply } from './order-life.js';

type Happening =
  | { readonly kind: 'told'; readonly status: string; readonly age: number; readonly price: number }
  | { readonly kind: 'answered'; readonly which: number; readonly reply: Reply }
  | { readonly kind: 'late' | 'redelivered' | 'retried' };

const told: Arbitrary<Happening> = record({
  kind: constantFrom('told' as const),
  status: constantFrom('PENDING', 'UNSHIPPED', 'UNSHIPPED', 'SHIPPED', 'CANCELLED', 'UNFULFILLABLE', 'QUANTUM'),
  // 0: newer than all before; above: so many updates too old
  age: constantFrom(0, 0, 0, 1, 2),
  price: constantFrom(1_000, 1_000, 900),
});
const answered: Arbitrary<Happening> = record({
  kind: constantFrom('answered' as const),
  which: nat(3),
  reply: constantFrom('done' as const, 'done', 'done', 'refused', 'deferred', 'unclear', 'absent'),
});
const other: Arbitrary<Happening> = record({ kind: constantFrom('late' as const, 'redelivered', 'retried') });
const life = array(
  oneof({ weight: 4, arbitrary: told }, { weight: 6, arbitrary: answered }, { weight: 2, arbitrary: other }),
  {
    minLength: 4,
    maxLength: 16,
  },
);

/** Amazon's last word, and what of Exact's side the test has made happen. */
class Expectation {
  status = 'none';
  minute = 5;
  /** a sales order stands in Exact */
  stands = false;
}

const isCreate = ({ contract }: CommandRow): boolean => contract === createExactSalesOrderV1.name;
const isOpen = ({ state }: CommandRow): boolean => state === 'waiting' || state === 'sent';

async function happens(order: OneOrder, happening: Happening, expected: Expectation): Promise<void> {
  switch (happening.kind) {
    case 'told': {
      const counts = happening.age === 0 || expected.status === 'none';
      const minute = counts ? ++expected.minute : expected.minute - happening.age;
      if (counts) expected.status = happening.status;
      return order.told(happening.status, minute, happening.price);
    }
    case 'answered': {
      const sent = (await order.commands()).filter(({ state }) => state === 'sent');
      const command = sent[happening.which % Math.max(1, sent.length)];
      if (command === undefined) return order.release();
      // the gateway's ledger knows the reference: where a sales order stands there is no other answer
      const reply = isCreate(command) && expected.stands ? 'done' : happening.reply;
      await order.answer(command, reply);
      if (isCreate(command) && reply === 'done') expected.stands = true;
      return;
    }
    case 'late': {
      // the call of which nothing was seen had its effect after all; the gateway tells it, if no other was made meanwhile
      const before = (await order.commands()).find(
        (command) =>
          isCreate(command) && command.release > 0 && command.state !== 'done' && command.state !== 'refused',
      );
      if (before === undefined || expected.stands) return;
      expected.stands = true;
      return order.answer(before, 'done');
    }
    case 'redelivered':
      return order.redeliver();
    case 'retried':
      return order.retry();
  }
}

/** Exact is willing from now on, and a person tries what is held: everything comes to an end. */
async function drain(order: OneOrder, expected: Expectation): Promise<void> {
  for (let round = 0; round < 12; round++) {
    await order.release();
    const sent = (await order.commands()).filter(({ state }) => state === 'sent');
    for (const command of sent) {
      await order.answer(command, 'done');
      if (isCreate(command)) expected.stands = true;
    }
    const row = await order.row();
    if (row?.state === 'held') await order.retry();
    else if (sent.length === 0 && !(await order.commands()).some(isOpen)) return;
  }
}

describe('The life of an order, whatever happens in it', () => {
  let stage: OrderLife;
  beforeAll(async () => {
    stage = await OrderLife.open('core_life');
  });
  afterAll(() => stage.close());

  it('O1, O8, O9: no sequence of updates, duplicates and answers leads to two sales orders or to an order that is stuck', async () => {
    let booked = 0;
    await assert(
      asyncProperty(life, async (happenings) => {
        const order = await stage.begin();
        const expected = new Expectation();
        for (const happening of happenings) {
          await happens(order, happening, expected);
          const creates = (await order.commands()).filter(isCreate);
          expect(creates.filter(isOpen).length).toBeLessThanOrEqual(1);
          const row = await order.row();
          if (row?.state === 'done') expect(creates.filter(({ state }) => state === 'waiting')).toHaveLength(0);
          expect(row?.sales_order_id == null).toBe(!expected.stands);
        }
        const atMost = (await order.commands()).filter(
          (command) => isCreate(command) && command.state === 'done',
        ).length;
        await drain(order, expected);
        const row = await order.row();
        const made = (await order.commands()).filter((command) => isCreate(command) && command.state === 'done').length;
        expect(made).toBeLessThanOrEqual(Math.max(1, atMost));
        if (expected.stands) booked++;
        expect(ENDS[expected.stands ? 'stands' : expected.status]).toContain(row?.state ?? 'none');
        if (expected.stands && expected.status === 'CANCELLED')
          expect(await order.notices()).toContain('cancelled_after_import');
        if (expected.stands && expected.status === 'UNFULFILLABLE')
          expect(await order.notices()).toContain('correction_needed');
      }),
      { numRuns: 60 },
    );
    // or the sequences would prove nothing
    expect(booked).toBeGreaterThan(10);
  });
});

/** Where an order may be when nothing is on its way any more, by Amazon's last word. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  stands: ['done'],
  none: ['none'],
  PENDING: ['pending'],
  QUANTUM: ['pending'],
  CANCELLED: ['cancelled', 'skipped'],
  UNFULFILLABLE: ['skipped', 'cancelled'],
};
