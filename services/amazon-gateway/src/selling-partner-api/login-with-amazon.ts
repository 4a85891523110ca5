import { ENVIRONMENT, TransientFailure } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { read, type Json } from './answer-reader.js';
import { tokenFailureOf } from './failures.js';

const TIMEOUT_MS = 10_000;

/** A token for the API's calls, and how long it is good. */
export interface AccessToken {
  readonly token: string;
  readonly seconds: number;
}

/** Login with Amazon's token endpoint (amazon-sp-api 1). No token and no secret is in any error. */
@Injectable()
export class LoginWithAmazon {
  constructor(@Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment) {}

  /** On behalf of a seller. @throws CredentialsFailure when the consent is gone or the client is refused */
  async refresh(refreshToken: string): Promise<AccessToken> {
    return accessTokenOf(await this.request({ grant_type: 'refresh_token', refresh_token: refreshToken }));
  }

  /** On our own behalf, for operations that belong to no seller. */
  async ofClient(scope: string): Promise<AccessToken> {
    return accessTokenOf(await this.request({ grant_type: 'client_credentials', scope }));
  }

  /** The refresh token for the code that a consent gave; a code is good once and for five minutes. */
  async exchange(code: string, redirectUri: string): Promise<string> {
    const answer = await this.request({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
    return read.required(answer['refresh_token'], 'refresh_token');
  }

  private async request(grant: Readonly<Record<string, string>>): Promise<Json> {
    const { AMAZON_LWA_URL: url, AMAZON_CLIENT_ID: id, AMAZON_CLIENT_SECRET: secret } = this.environment;
    const response = await fetch(`${url}/auth/o2/token`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      body: new URLSearchParams({ ...grant, client_id: id, client_secret: secret }),
    }).catch(() => {
      throw new TransientFailure('amazon_unavailable', 'Login with Amazon gave no answer');
    });
    const answer = read.object(await response.json().catch(() => undefined));
    if (response.ok) return answer;
    throw tokenFailureOf(response.status, read.text(answer['error']) ?? '');
  }
}

function accessTokenOf(answer: Json): AccessToken {
  const seconds = read.integer(answer['expires_in']);
  const token = read.text(answer['access_token']);
  if (token === undefined || seconds === undefined)
    throw new TransientFailure('amazon_unavailable', 'Login with Amazon gave no token');
  return { token, seconds };
}
