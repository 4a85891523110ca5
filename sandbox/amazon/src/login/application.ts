import type { Random, SandboxClock } from '@connector/simulation';

export const CLIENT_ID = 'amzn1.application-oa2-client.sandbox';
export const CLIENT_SECRET = 'sandbox-amazon-secret';
export const APPLICATION_ID = 'amzn1.sellerapps.app.sandbox';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const DAY_MS = 86_400_000;
const SECRET_DAYS = 180;
/** how long the old secret lives beside the new one */
const OLD_SECRET_DAYS = 7;
const ANNOUNCED_DAYS_BEFORE = 90;

/** A client secret; times are milliseconds of the sandbox's clock. */
interface ClientSecret {
  readonly secret: string;
  until: number;
  announced: boolean;
}

/** What a developer may change by hand. */
export interface ApplicationChange {
  suspended?: boolean;
  draft?: boolean;
  secrets?: string[];
  redirectUris?: string[];
}

/** The application that sellers consent to, as its developer registered it. */
export class Application {
  /** no grant is given any more */
  suspended = false;
  /** a draft needs `version=beta` in the consent link */
  draft = false;
  private secrets: ClientSecret[];
  /** nothing registered: any address of this machine will do */
  private redirectUris: readonly string[] = [];

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {
    this.secrets = [this.issued(CLIENT_SECRET)];
  }

  configure(change: ApplicationChange): object {
    this.suspended = change.suspended ?? this.suspended;
    this.draft = change.draft ?? this.draft;
    if (change.secrets !== undefined) this.secrets = change.secrets.map((secret) => this.issued(secret));
    this.redirectUris = change.redirectUris ?? this.redirectUris;
    const secrets = this.secrets.map(({ secret, until }) => ({ secret, until: new Date(until).toISOString() }));
    return { suspended: this.suspended, draft: this.draft, redirectUris: this.redirectUris, secrets };
  }

  isClient(id: string | null, secret: string | null): boolean {
    const now = this.clock.now();
    return id === CLIENT_ID && this.secrets.some((known) => known.secret === secret && known.until > now);
  }

  /** Makes a new secret; the old ones live on for a short time. Refresh tokens stay good: they belong to the client id. */
  rotate(): { newClientSecret: string; newClientSecretExpiryTime: string; oldClientSecretExpiryTime: string } {
    const oldUntil = this.clock.now() + OLD_SECRET_DAYS * DAY_MS;
    for (const old of this.secrets) old.until = Math.min(old.until, oldUntil);
    const issued = this.issued(`amzn1.oa2-cs.v1.${this.random.hex(64)}`);
    this.secrets = [...this.secrets.filter(({ until }) => until > this.clock.now()), issued];
    return {
      newClientSecret: issued.secret,
      newClientSecretExpiryTime: new Date(issued.until).toISOString(),
      oldClientSecretExpiryTime: new Date(oldUntil).toISOString(),
    };
  }

  /** The end of the newest secret, once, from 90 days before it. */
  takeExpiryToAnnounce(): string | undefined {
    const newest = this.secrets.at(-1);
    if (newest === undefined || newest.announced) return undefined;
    if (this.clock.now() < newest.until - ANNOUNCED_DAYS_BEFORE * DAY_MS) return undefined;
    newest.announced = true;
    return new Date(newest.until).toISOString();
  }

  /** The address to go back to; the first registered one when none is named. Undefined: it is not registered. */
  redirectTo(uri: string | null): string | undefined {
    if (uri === null) return this.redirectUris[0];
    if (this.redirectUris.length > 0) return this.redirectUris.find((registered) => registered === uri);
    return URL.canParse(uri) && LOOPBACK.includes(new URL(uri).hostname) ? uri : undefined;
  }

  save(): unknown {
    const { suspended, draft, secrets, redirectUris } = this;
    return { suspended, draft, secrets, redirectUris };
  }

  load(saved: unknown): void {
    Object.assign(this, saved);
  }

  /** As it was registered first. */
  clear(): void {
    Object.assign(this, { suspended: false, draft: false, redirectUris: [], secrets: [this.issued(CLIENT_SECRET)] });
  }

  private issued(secret: string): ClientSecret {
    return { secret, until: this.clock.now() + SECRET_DAYS * DAY_MS, announced: false };
  }
}
