import type { SelectQueryBuilder } from 'typeorm';
import type { ParkedMessage } from './parked-message.entity.js';

/** Which parked messages are meant; nothing given means all that wait. */
export interface ParkedFilter {
  /** name of the contract */
  readonly type?: string | undefined;
  readonly reasonCode?: string | undefined;
  readonly lane?: string | undefined;
  readonly connectionId?: string | undefined;
  /** the order, item or run that the message is about */
  readonly correlationId?: string | undefined;
}

const FIELDS = ['type', 'reasonCode', 'lane', 'connectionId', 'correlationId'] as const;

/** Adds the conditions of a filter; only what waits is ever meant. */
export function whereWaiting(
  query: SelectQueryBuilder<ParkedMessage>,
  filter: ParkedFilter,
): SelectQueryBuilder<ParkedMessage> {
  query.where('parked.closed IS NULL');
  for (const field of FIELDS) {
    const value = filter[field];
    if (value !== undefined) query.andWhere(`parked.${field} = :${field}`, { [field]: value });
  }
  return query;
}
