import { setTimeout as wait } from 'node:timers/promises';
import type { Stack } from '@connector/demo';
import type { Merchant } from './read-verdict.js';

const LOOK_EVERY_MS = 3_000;
/** A configuration that a kill delays may take this long to be tried at Exact. */
const TRY_ANEW_AFTER_MS = 90_000;

interface ExactSide {
  readonly exact: { readonly status: string; readonly reasonCode?: string };
}

/**
 * The merchant who connects Exact again when the connector asks for it. A refresh token is good once (exact-online 1): when the
 * process dies after Exact has taken it and before the new pair is stored, nothing is left to go on with but a new consent.
 */
export class ConnectAgain {
  private readonly since = new Map<string, number>();
  private stopped = false;
  private running: Promise<void> | undefined;
  private logins = 0;

  constructor(
    private readonly stack: Stack,
    private readonly merchants: readonly Merchant[],
    private readonly say: (line: string) => void,
  ) {}

  /** How often a merchant was asked to. */
  times = 0;

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      // the API is killed like everything else
      for (const merchant of this.merchants) await this.look(merchant).catch(() => undefined);
      await wait(LOOK_EVERY_MS);
    }
  }

  private async look({ shop, connectionId }: Merchant): Promise<void> {
    const { exact } = await this.stack.api.get<ExactSide>(`/connections/${connectionId}`);
    if (exact.status !== 'refused' || exact.reasonCode !== 'exact_reauthorisation_needed') {
      this.since.delete(connectionId);
      return;
    }
    const before = this.since.get(connectionId);
    if (before !== undefined && Date.now() - before < TRY_ANEW_AFTER_MS) return;
    const refreshToken = `stampNL001.chaos-${shop.division}-${++this.logins}`;
    await this.stack.exact.send('POST', '/users', { refreshToken, divisions: [shop.division] });
    await this.stack.api.send('PATCH', `/connections/${connectionId}`, { exactRefreshToken: refreshToken });
    this.since.set(connectionId, Date.now());
    if (before !== undefined) return;
    this.times += 1;
    this.say(`${shop.name} connects Exact again`);
  }
}
