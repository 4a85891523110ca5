/** A message of the queue, and what is needed to take it out. */
export interface QueuedMessage {
  readonly body: string;
  readonly receipt: string;
}

/** Where Amazon puts its notifications: at least once, in any order. What is not taken out comes again. */
export interface OrderChangeQueue {
  /** Waits some seconds for messages; none is no failure. */
  receive(): Promise<readonly QueuedMessage[]>;
  takeOut(messages: readonly QueuedMessage[]): Promise<void>;
  close(): void;
}

/** Nest's injection token of the {@link OrderChangeQueue}; null: there is none. */
export const ORDER_CHANGE_QUEUE = Symbol('OrderChangeQueue');
