import { CredentialsFailure, Failure, TransientFailure } from '@connector/platform';

/** What is not there when an operation answers 404; of any other it means that our request is wrong. */
const UNKNOWN: Readonly<Record<string, string>> = {
  getOrder: 'amazon_order_unknown',
  getSubscription: 'amazon_subscription_unknown',
  searchListingsItems: 'amazon_listing_unknown',
  getListingsItem: 'amazon_listing_unknown',
  patchListingsItem: 'amazon_listing_unknown',
};

/** What an answer that is no success means (amazon-sp-api 11). 429 is dealt with before. */
export function failureOf(operation: string, status: number, body: string): Failure {
  const text = `${operation} answered ${status}${codeOf(body)}`;
  if (status === 401 || status === 403) return new CredentialsFailure('amazon_role_missing', text);
  const unknown = status === 404 ? UNKNOWN[operation] : undefined;
  if (unknown !== undefined) return new Failure('business', unknown, text);
  if (status >= 500 || status === 408) return new TransientFailure('amazon_unavailable', text);
  return new Failure('bug', 'amazon_request_refused', text);
}

/** What the token endpoint's refusal means (amazon-sp-api 1). */
export function tokenFailureOf(status: number, error: string): Failure {
  if (error === 'invalid_grant')
    return new CredentialsFailure('amazon_reauthorisation_needed', 'Login with Amazon refuses the refresh token');
  if (error === 'invalid_client' || error === 'unauthorized_client') {
    return new CredentialsFailure('amazon_client_refused', 'Login with Amazon refuses the client');
  }
  return new TransientFailure('amazon_unavailable', `Login with Amazon answered ${status}`);
}

/** Whether the refusal says that the access token has run out: then one new token and one more try. */
export function isExpiredToken(status: number, body: string): boolean {
  return status === 401 || (status === 403 && /expired|malformed/i.test(body));
}

/** Whether Amazon refuses what we asked for, as with a token or an id that it no longer knows: to ask the same again is of no use. */
export function isRefusal(thrown: unknown): boolean {
  const reasons = ['amazon_request_refused', ...Object.values(UNKNOWN)];
  return thrown instanceof Failure && reasons.includes(thrown.reasonCode);
}

/** One word. Anything else in its place may be a sentence that repeats what we sent. */
const CODE = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;

function codeOf(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown }[] };
    const code = errors?.[0]?.code;
    return typeof code === 'string' && CODE.test(code) ? ` ${code}` : '';
  } catch {
    return '';
  }
}
