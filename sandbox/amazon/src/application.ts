export const CLIENT_ID = 'amzn1.application-oa2-client.sandbox';
export const CLIENT_SECRET = 'sandbox-amazon-secret';
export const APPLICATION_ID = 'amzn1.sellerapps.app.sandbox';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** The application that sellers consent to, as its developer registered it. */
export class Application {
  /** no grant is given any more */
  suspended = false;
  /** a draft needs `version=beta` in the consent link */
  draft = false;
  private secrets: readonly string[] = [CLIENT_SECRET];
  /** nothing registered: any address of this machine will do */
  private redirectUris: readonly string[] = [];

  configure(change: { suspended?: boolean; draft?: boolean; secrets?: string[]; redirectUris?: string[] }): object {
    this.suspended = change.suspended ?? this.suspended;
    this.draft = change.draft ?? this.draft;
    this.secrets = change.secrets ?? this.secrets;
    this.redirectUris = change.redirectUris ?? this.redirectUris;
    return { suspended: this.suspended, draft: this.draft, redirectUris: this.redirectUris };
  }

  isClient(id: string | null, secret: string | null): boolean {
    return id === CLIENT_ID && secret !== null && this.secrets.includes(secret);
  }

  /** The address to go back to; the first registered one when none is named. Undefined: it is not registered. */
  redirectTo(uri: string | null): string | undefined {
    if (uri === null) return this.redirectUris[0];
    if (this.redirectUris.length > 0) return this.redirectUris.find((registered) => registered === uri);
    return URL.canParse(uri) && LOOPBACK.includes(new URL(uri).hostname) ? uri : undefined;
  }
}
