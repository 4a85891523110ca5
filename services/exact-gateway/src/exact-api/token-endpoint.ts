import { TransientFailure } from '@connector/platform';

/** The pair that a refresh gives; the old refresh token is dead from then on. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** How a refresh ended, other than with a pair. */
export type RefreshRefusal = 'too-early' | 'broken';

const TIMEOUT_MS = 10_000;

/**
 * One call to Exact's token endpoint (exact-online 1).
 * @throws TransientFailure when it is not known whether the token was rotated
 */
export async function refreshTokens(
  baseUrl: string,
  client: { id: string; secret: string },
  refreshToken: string,
): Promise<TokenPair | RefreshRefusal> {
  const response = await fetch(`${baseUrl}/api/oauth2/token`, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: client.id,
      client_secret: client.secret,
    }),
  }).catch(() => {
    throw new TransientFailure('exact_unavailable', 'The token endpoint of Exact Online gave no answer');
  });
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok && typeof body['access_token'] === 'string' && typeof body['refresh_token'] === 'string') {
    return { accessToken: body['access_token'], refreshToken: body['refresh_token'] };
  }
  if (body['error'] === 'access_denied' && /not expired/i.test(String(body['error_description']))) return 'too-early';
  // our own client id or secret: that is no matter of this chain, and mending it must not need a new consent
  if (body['error'] === 'invalid_client')
    throw new TransientFailure('exact_unavailable', 'Exact Online does not accept the client of the connector');
  if (response.status === 400 || response.status === 401) return 'broken';
  throw new TransientFailure('exact_unavailable', `The token endpoint of Exact Online answered ${response.status}`);
}
