import { randomUUID } from 'node:crypto';
import { consentTicketPlace, type Sealer } from '@connector/sealing';

const TICKET_LIVES_MS = 600_000;

/** Where a browser begins a consent, and until when the link is good (ISO). */
export interface ConsentLink {
  readonly url: string;
  readonly expiresAt: string;
}

/**
 * A link for a browser that begins a consent at one of the gateways, good once and for ten minutes. It carries a sealed ticket that
 * the gateway opens with the same key ring, so the services need no call between them.
 *
 * @param base where browsers reach the gateway
 * @param about what the gateway must know of the connection
 */
export function consentLink(
  sealer: Sealer,
  now: Date,
  { gateway, base }: { gateway: 'amazon-gateway' | 'exact-gateway'; base: string },
  about: { readonly connectionId: string; readonly site?: string },
): ConsentLink {
  const expiresAt = new Date(now.getTime() + TICKET_LIVES_MS).toISOString();
  const ticket = sealer.seal({ ...about, goodUntil: expiresAt, nonce: randomUUID() }, consentTicketPlace(gateway));
  const url = new URL(`${base.replace(/\/$/, '')}/consent/start`);
  url.searchParams.set('ticket', Buffer.from(JSON.stringify(ticket)).toString('base64url'));
  return { url: url.href, expiresAt };
}
