import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';
import type { Language } from './exact-error.js';

export const CLIENT_ID = 'exact-sandbox-client';
export const CLIENT_SECRET = 'exact-sandbox-secret';

const TOKEN_SECONDS = 600;
/** refused before this age, so that nobody refreshes at every call */
const EARLIEST_REFRESH_SECONDS = 570;
const TOKENS_A_DAY = 200;
const REFRESH_TOKEN_DAYS = 30;

/** Somebody who may authorise, and the chain of tokens that follows from it. */
export interface User {
  readonly userId: string;
  readonly language: Language;
  readonly divisions: number[];
  refreshToken: string;
  accessToken?: string;
  obtainedAt?: number;
  refreshedAt: number;
  broken: boolean;
  tokensToday: { day: string; count: number };
}

/** OAuth as Exact has it: rotating, single-use refresh tokens, no refresh before 570 s (exact-online 1). */
export class OAuth {
  readonly users = new Map<string, User>();
  private readonly used = new Map<string, User>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  seed(seed: { userId?: string; refreshToken: string; divisions: number[]; language?: Language }): User {
    const userId = seed.userId ?? this.random.guid();
    const user: User = {
      userId,
      language: seed.language ?? 'nl',
      divisions: seed.divisions,
      refreshToken: seed.refreshToken,
      refreshedAt: this.clock.now(),
      broken: false,
      tokensToday: { day: '', count: 0 },
    };
    this.users.set(userId, user);
    return user;
  }

  /** The user behind an access token that is still good. */
  userOf(authorization: string | undefined): User | undefined {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    for (const user of this.users.values()) {
      if (
        user.accessToken === token &&
        !user.broken &&
        this.clock.now() - (user.obtainedAt ?? 0) < TOKEN_SECONDS * 1_000
      )
        return user;
    }
    return undefined;
  }

  token(call: Call): Answer {
    const form = new URLSearchParams(call.body.toString('utf8'));
    if (form.get('client_id') !== CLIENT_ID || form.get('client_secret') !== CLIENT_SECRET)
      return refused(400, 'invalid_client', 'Client not found');
    if (form.get('grant_type') !== 'refresh_token')
      return refused(400, 'unsupported_grant_type', 'Grant type not supported');
    const given = form.get('refresh_token') ?? '';
    const user = [...this.users.values()].find(({ refreshToken }) => refreshToken === given);
    if (user === undefined) {
      // an old token used again: the chain is broken and a person must log in
      const owner = this.used.get(given);
      if (owner !== undefined) owner.broken = true;
      return refused(400, 'invalid_grant', 'Old refresh token used');
    }
    return this.refresh(user);
  }

  private refresh(user: User): Answer {
    const now = this.clock.now();
    if (user.broken) return refused(400, 'invalid_grant', 'Token is not allowed');
    if (now - user.refreshedAt > REFRESH_TOKEN_DAYS * 86_400_000)
      return refused(400, 'invalid_grant', 'Refresh token expired');
    if (user.obtainedAt !== undefined && now - user.obtainedAt < EARLIEST_REFRESH_SECONDS * 1_000) {
      return {
        ...refused(400, 'access_denied', 'Rate limit exceeded: access_token not expired'),
        headers: { reason: 'TooEarlyToRefreshTokens' },
      };
    }
    const day = new Date(now).toISOString().slice(0, 10);
    if (user.tokensToday.day !== day) user.tokensToday = { day, count: 0 };
    if (++user.tokensToday.count > TOKENS_A_DAY) return refused(429, 'access_denied', 'Rate limit exceeded');
    this.used.set(user.refreshToken, user);
    user.refreshToken = `stampNL001.${this.random.hex(48)}`;
    user.accessToken = `stampNL001.${this.random.hex(64)}`;
    user.obtainedAt = now;
    user.refreshedAt = now;
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
