import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';
import { CLIENT_ID, CLIENT_SECRET, type Application } from './application.js';
import { Consent } from './consent.js';
import type { Language } from '../odata/exact-error.js';
import type { Right } from '../odata/field-definitions.js';
import type { User } from './user.js';

const TOKEN_SECONDS = 600;
/** refused before this age, so that nobody refreshes at every call */
const EARLIEST_REFRESH_SECONDS = 570;
const TOKENS_A_DAY = 200;
const REFRESH_TOKEN_DAYS = 30;

/** OAuth as Exact has it: rotating, single-use refresh tokens, no refresh before 570 s (exact-online 1). */
export class OAuth {
  readonly users = new Map<string, User>();
  readonly consent: Consent;
  /** refresh tokens that were rotated away, by the id of their user */
  private readonly used = new Map<string, string>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    application: Application,
  ) {
    this.consent = new Consent(clock, random, application, this.users);
  }

  seed(seed: {
    userId?: string;
    refreshToken?: string;
    divisions: number[];
    language?: Language;
    rights?: readonly Right[];
  }): User {
    const userId = seed.userId ?? this.random.guid();
    const user: User = {
      userId,
      language: seed.language ?? 'nl',
      divisions: seed.divisions,
      ...(seed.rights === undefined ? {} : { rights: seed.rights }),
      refreshToken: seed.refreshToken,
      refreshedAt: this.clock.now(),
      broken: false,
      tokensToday: { day: '', count: 0 },
    };
    this.users.set(userId, user);
    return user;
  }

  /** The user behind an access token, and whether the token is still good. */
  userOf(authorization: string | undefined): { user: User; good: boolean } | undefined {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const user = [...this.users.values()].find(({ accessToken }) => accessToken === token);
    if (user === undefined) return undefined;
    return { user, good: !user.broken && this.clock.now() - (user.obtainedAt ?? 0) < TOKEN_SECONDS * 1_000 };
  }

  token(call: Call): Answer {
    const form = new URLSearchParams(call.body.toString('utf8'));
    if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET)
      return refused(400, 'invalid_client', 'Client not found');
    if (form.get('grant_type') === 'authorization_code') return this.exchange(form);
    if (form.get('grant_type') !== 'refresh_token')
      return refused(400, 'unsupported_grant_type', 'Grant type not supported');
    const given = form.get('refresh_token') ?? '';
    const user = [...this.users.values()].find(({ refreshToken }) => refreshToken === given);
    if (user === undefined) {
      // an old token used again: the chain is broken and a person must log in
      const owner = this.used.get(given);
      if (owner !== undefined) this.revoke(owner);
      return { ...refused(400, 'invalid_grant', 'Old refresh token used'), headers: { reason: 'OldRefreshTokenUsed' } };
    }
    return this.refresh(user);
  }

  /** The chain is dead: used twice, or a person withdrew it. Only a new consent helps. */
  revoke(userId: string): void {
    const user = this.users.get(userId);
    if (user !== undefined) user.broken = true;
  }

  /** The user switches to another division, or somebody takes rights or divisions away. @throws Error when there is no such user */
  change(userId: string, change: Partial<Pick<User, 'divisions' | 'currentDivision' | 'rights'>>): object {
    const user = this.users.get(userId);
    if (user === undefined) throw new Error(`user: ${userId} is none`);
    const { divisions, currentDivision, rights } = change;
    if (divisions !== undefined) user.divisions = divisions;
    if (currentDivision !== undefined) user.currentDivision = currentDivision;
    if (rights !== undefined) user.rights = rights;
    return { userId, divisions: user.divisions, currentDivision: user.currentDivision, rights: user.rights };
  }

  save(): unknown {
    return { users: this.users, used: this.used };
  }

  load(saved: unknown): void {
    const { users, used } = saved as { users: OAuth['users']; used: Map<string, string> };
    this.clear();
    for (const [id, user] of users) this.users.set(id, user);
    for (const [token, id] of used) this.used.set(token, id);
  }

  clear(): void {
    this.users.clear();
    this.used.clear();
    this.consent.clear();
  }

  /** A code becomes a new chain; the one that the user had before dies with it. */
  private exchange(form: URLSearchParams): Answer {
    const user = this.consent.redeem(form.get('code') ?? '', form.get('redirect_uri') ?? '');
    if (user === undefined) return refused(400, 'invalid_request', 'The code or the redirect URI is not valid');
    const tooMany = this.countToken(user);
    if (tooMany !== undefined) return tooMany;
    user.broken = false;
    return this.issue(user);
  }

  private refresh(user: User): Answer {
    const now = this.clock.now();
    if (user.broken)
      return { ...refused(401, 'unauthorized_client', 'Token is not allowed'), headers: { reason: 'TokenNotAllowed' } };
    if (now - user.refreshedAt > REFRESH_TOKEN_DAYS * 86_400_000)
      return refused(400, 'invalid_grant', 'Refresh token expired');
    if (user.obtainedAt !== undefined && now - user.obtainedAt < EARLIEST_REFRESH_SECONDS * 1_000) {
      return {
        ...refused(400, 'access_denied', 'Rate limit exceeded: access_token not expired'),
        headers: { reason: 'TooEarlyToRefreshTokens' },
      };
    }
    return this.countToken(user) ?? this.issue(user);
  }

  private countToken(user: User): Answer | undefined {
    const day = new Date(this.clock.now()).toISOString().slice(0, 10);
    if (user.tokensToday.day !== day) user.tokensToday = { day, count: 0 };
    if (++user.tokensToday.count > TOKENS_A_DAY) return refused(429, 'access_denied', 'Rate limit exceeded');
    return undefined;
  }

  private issue(user: User): Answer {
    if (user.refreshToken !== undefined) this.used.set(user.refreshToken, user.userId);
    user.refreshToken = `stampNL001.${this.random.hex(48)}`;
    user.accessToken = `stampNL001.${this.random.hex(64)}`;
    user.obtainedAt = this.clock.now();
    user.refreshedAt = user.obtainedAt;
    return {
      status: 200,
      body: {
        access_token: user.accessToken,
        token_type: 'bearer',
        expires_in: String(TOKEN_SECONDS),
        refresh_token: user.refreshToken,
      },
    };
  }
}

function refused(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}
