import { channel } from 'node:diagnostics_channel';

/**
 * The places where a process may die between two systems: before and after each wait for a commit, a confirmation or an answer.
 * Whoever adds a place adds its name here; `npm run chaos` kills processes at every one of them.
 */
export const BOUNDARIES = [
  'outbox.claimed',
  'outbox.confirmed',
  'outbox.marked',
  'message.received',
  'inbox.inserted',
  'inbox.effect-made',
  'inbox.committed',
  'message.handled',
  'message.acked',
  'retry.confirmed',
  'parked.stored',
  'parked.copied',
  'exact.attempt-leased',
  'exact.permit-taken',
  'exact.request-sent',
  'exact.answered',
  'exact.attempt-closed',
  'exact.token-requested',
  'exact.token-answered',
  'exact.token-stored',
  'amazon.permit-taken',
  'amazon.request-sent',
  'amazon.answered',
] as const;

export type Boundary = (typeof BOUNDARIES)[number];

/** Name of the diagnostics channel on which the boundaries are told. Nobody listens unless a test does. */
export const BOUNDARY_CHANNEL = 'connector.boundary';

const boundaries = channel(BOUNDARY_CHANNEL);

/** Tells a listening test that the process passes this boundary now. */
export function passBoundary(boundary: Boundary): void {
  if (boundaries.hasSubscribers) boundaries.publish(boundary);
}
