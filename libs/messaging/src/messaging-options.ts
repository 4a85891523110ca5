import type { ServiceName } from '@connector/contracts';

/** What a service says of its messaging. */
export interface MessagingOptions {
  readonly service: ServiceName;
  readonly amqpUrl: string;
  /** messages of one lane that are worked on at once, at most 50 */
  readonly prefetch: number;
  /** growing delays between attempts; part of the queues' names */
  readonly retryDelaysMs: readonly number[];
  /** opens `/parked-messages`; absent: that API is closed, and the operator's command is the way */
  readonly operatorToken?: string;
}

/** Nest's injection token of the {@link MessagingOptions}. */
export const MESSAGING_OPTIONS = Symbol('MessagingOptions');

export const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [30_000, 120_000, 600_000];
