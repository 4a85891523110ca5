import { CredentialsFailure, Failure, TransientFailure } from '@connector/platform';

/** What an answer that is no success means (amazon-sp-api 11). 429 is dealt with before. */
export function failureOf(operation: string, status: number, body: string): Failure {
  const text = `${operation} answered ${status}${codeOf(body)}`;
  if (status === 401 || status === 403) return new CredentialsFailure('amazon_role_missing', text);
  if (status === 404) return new Failure('business', 'amazon_listing_unknown', text);
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

function codeOf(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown }[] };
    const code = errors?.[0]?.code;
    return typeof code === 'string' ? ` ${code.slice(0, 60)}` : '';
  } catch {
    return '';
  }
}
