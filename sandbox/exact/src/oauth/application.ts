import type { Random } from '@connector/simulation';

export const CLIENT_ID = 'exact-sandbox-client';
export const CLIENT_SECRET = 'exact-sandbox-secret';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The app as it is registered with Exact: where consent returns to, and the key of its webhooks. */
export class Application {
  redirectUri = 'https://connector.example/exact/callback';
  webhookSecret = 'exact-sandbox-webhook-secret';
  /** the app's own id in webhooks */
  readonly clientGuid: string;

  constructor(random: Random) {
    this.clientGuid = random.guid();
  }

  /** @throws Error when the address is not https; loopback is let through, so that a machine can talk to itself */
  register(change: { redirectUri?: string; webhookSecret?: string }): object {
    if (change.redirectUri !== undefined) {
      const { protocol, hostname } = new URL(change.redirectUri);
      if (protocol !== 'https:' && !LOOPBACK.has(hostname)) throw new Error('a redirect URI is https');
      this.redirectUri = change.redirectUri;
    }
    this.webhookSecret = change.webhookSecret ?? this.webhookSecret;
    return { clientId: CLIENT_ID, redirectUri: this.redirectUri, webhookSecret: this.webhookSecret };
  }

  /** A callback is https, on the domain of the redirect URI. */
  takesCallback(callbackUrl: string): boolean {
    if (!URL.canParse(callbackUrl)) return false;
    const { protocol, hostname } = new URL(callbackUrl);
    return hostname === new URL(this.redirectUri).hostname && (protocol === 'https:' || LOOPBACK.has(hostname));
  }
}
