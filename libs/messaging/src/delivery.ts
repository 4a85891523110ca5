import type { Lane } from '@connector/contracts';
import { BaseRpcContext } from '@nestjs/microservices';

/** What the envelope of a message says, and how this delivery of it came about. */
export interface Delivery {
  /** made by the producer; the same across redelivery, re-sending and replay */
  readonly messageId: string;
  /** name of the contract */
  readonly type: string;
  /** the order, item or run that all this is about */
  readonly correlationId: string;
  /** the tenant */
  readonly connectionId: string;
  readonly occurredAt: Date;
  /** 1 for the first; counted by us, not by the broker */
  readonly attempt: number;
  readonly redelivered: boolean;
  readonly lane: Lane;
  readonly traceparent?: string;
}

/** Nest's context of a handler: the {@link Delivery}. */
export class DeliveryContext extends BaseRpcContext<[Delivery]> {
  get delivery(): Delivery {
    return this.getArgByIndex(0) as Delivery;
  }
}
