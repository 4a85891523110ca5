import { BadRequestException, ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import type { Step } from '../commands/step.js';
import { DivisionEntity } from '../installation/division.entity.js';
import type { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import type { Corrections } from '../orders/domain/corrections.js';
import { Orders } from '../orders/orders.js';
import { RetryHeldOrders } from '../orders/retry-held-orders.js';
import { Timeline, type OrderKey } from '../orders/timeline.js';

/** A person sets what a held order lacks; who, when and why stand in the timeline, and the order tries again (domain C4). */
@Injectable()
export class CorrectHeldOrder {
  constructor(
    private readonly orders: Orders,
    private readonly timeline: Timeline,
    private readonly retry: RetryHeldOrders,
  ) {}

  /**
   * @throws NotFoundException for an unknown order
   * @throws ConflictException when it is not held: what stands in Exact is the bookkeeper's
   * @throws BadRequestException with all that the division or the order does not have
   */
  async correct(
    step: Step,
    key: OrderKey,
    corrections: Corrections,
    said: { by: string; note?: string },
  ): Promise<void> {
    const order = await this.orders.lock(step.tx, key);
    if (order === undefined) throw new NotFoundException(`There is no order ${key.amazonOrderId} of that connection`);
    if (order.state !== 'held') throw new ConflictException(`The order ${key.amazonOrderId} is not held`);
    const faults = await this.faults(step, order, corrections);
    if (faults.length > 0) throw new BadRequestException(faults);
    this.orders.correct(order, corrections);
    await step.tx.save(order);
    // a VAT number tells who somebody is: that it was set is said, not what it is
    await this.timeline.add(step.tx, order, 'corrected', {
      by: said.by,
      note: said.note ?? '',
      what: Object.keys(corrections).join(', '),
    });
    await this.retry.because(step, key, {
      'why.nl': `${said.by} heeft de order aangevuld`,
      'why.en': `${said.by} completed the order`,
    });
  }

  private async faults(step: Step, order: AmazonOrderEntity, corrections: Corrections): Promise<string[]> {
    const division = await step.tx.findOneBy(DivisionEntity, { division: order.division });
    const { vatCode, items = {}, quantities = {} } = corrections;
    const lineIds = order.snapshot.lines.map(({ orderItemId }) => orderItemId);
    const strangers = [...new Set([...Object.keys(items), ...Object.keys(quantities)])].filter(
      (id) => !lineIds.includes(id),
    );
    const usable = division?.masterData.vatCodes.some(({ code, isBlocked }) => code === vatCode && !isBlocked);
    return [
      ...(vatCode !== undefined && usable !== true
        ? [`vatCode: the division has no usable VAT code "${vatCode}"`]
        : []),
      ...strangers.map((id) => `the order has no line ${id}; it has ${lineIds.join(', ')}`),
    ];
  }
}
