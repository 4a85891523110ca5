import { TransientFailure } from '@connector/platform';

/** The pair that a refresh gives; the old refresh token is dead from then on. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** How a refresh ended, other than with a pair. */
export type RefreshRefusal = 'too-early' | 'broken';

const TIMEOUT_MS = 10_000;

interface Client {
  readonly id: string;
  readonly secret: string;
}

/**
 * Renews a pair (exact-online 1).
 * @throws TransientFailure when it is not known whether the token was rotated
 */
export async function refreshTokens(
  baseUrl: string,
  client: Client,
  refreshToken: string,
): Promise<TokenPair | RefreshRefusal> {
  const { status, body } = await post(baseUrl, client, { grant_type: 'refresh_token', refresh_token: refreshToken });
  const pair = pairOf(status, body);
  if (pair !== undefined) return pair;
  if (body['error'] === 'access_denied' && /not expired/i.test(String(body['error_description']))) return 'too-early';
  return refused(status, body, 'broken');
}

/**
 * Turns the code of a consent into a pair; a code is good once and for three minutes. Undefined: Exact refuses it.
 * @throws TransientFailure when there is no clear answer: the consent must be given again
 */
export async function exchangeCode(
  baseUrl: string,
  client: Client,
  code: string,
  redirectUri: string,
): Promise<TokenPair | undefined> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
  const { status, body } = await post(baseUrl, client, form);
  return pairOf(status, body) ?? refused(status, body, undefined);
}

async function post(
  baseUrl: string,
  client: Client,
  form: Readonly<Record<string, string>>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${baseUrl}/api/oauth2/token`, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    body: new URLSearchParams({ ...form, client_id: client.id, client_secret: client.secret }),
  }).catch(() => {
    throw new TransientFailure('exact_unavailable', 'The token endpoint of Exact Online gave no answer');
  });
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return { status: response.status, body };
}

function pairOf(status: number, body: Readonly<Record<string, unknown>>): TokenPair | undefined {
  const { access_token: accessToken, refresh_token: refreshToken } = body;
  if (status !== 200 || typeof accessToken !== 'string' || typeof refreshToken !== 'string') return undefined;
  return { accessToken, refreshToken };
}

function refused<Refusal>(status: number, body: Readonly<Record<string, unknown>>, refusal: Refusal): Refusal {
  // our own client id or secret: that is no matter of this chain, and mending it must not need a new consent
  if (body['error'] === 'invalid_client')
    throw new TransientFailure('exact_unavailable', 'Exact Online does not accept the client of the connector');
  if (status === 400 || status === 401) return refusal;
  throw new TransientFailure('exact_unavailable', `The token endpoint of Exact Online answered ${status}`);
}
