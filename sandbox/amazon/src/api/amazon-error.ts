import type { Answer } from '@connector/simulation';

/** What Amazon says no with: the same body everywhere (amazon-sp-api 11). */
export class AmazonError extends Error {
  override readonly name = 'AmazonError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details = '',
  ) {
    super(message);
  }

  answer(): Answer {
    return {
      status: this.status,
      body: { errors: [{ code: this.code, message: this.message, details: this.details }] },
    };
  }
}

export const invalidInput = (message: string): AmazonError => new AmazonError(400, 'InvalidInput', message);

export const notFound = (message: string): AmazonError => new AmazonError(404, 'NotFound', message);

export const denied = (details: string): AmazonError =>
  new AmazonError(403, 'Unauthorized', 'Access to requested resource is denied.', details);

export const quotaExceeded = (): AmazonError =>
  new AmazonError(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.');
