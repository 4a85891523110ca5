import { amazonListingsUpdatedV1, type AmazonListingV1 } from '@connector/contracts';
import { enqueue, UnitOfWork } from '@connector/messaging';
import { CLOCK, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AmazonConnection } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { PollRunner } from '../polling/poll-runner.js';
import { Polls, type Poll } from '../polling/polls.js';
import { ListingsApi } from '../selling-partner-api/listings.js';
import { normaliseListing } from './normalise-listing.js';

/** Listings that changed while we looked are seen again. */
const OVERLAP_MS = 600_000;

/** One search reaches 1,000 listings; the next begins where the last one that it showed was created or changed. */
const REACHABLE = 1_000;

/** The middle of a walk: which store, from when, which page, and when the walk began. */
interface Walk {
  readonly marketplace: number;
  readonly after?: string;
  readonly token?: string;
  readonly seen: number;
  readonly began: string;
}

/** Reads a seller's listings store by store: all of them at first, oldest first, then what changed since (domain I1, I7). */
@Injectable()
export class PollCatalogueJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly polls: Polls,
    private readonly api: ListingsApi,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue('catalogue', (poll, connection) => this.look(poll, connection));
  }

  private async look(poll: Poll, connection: AmazonConnection): Promise<void> {
    const initial = poll.cursor === null;
    const walk = (poll.page as Walk | null) ?? this.begin(poll);
    const marketplaceId = connection.marketplaceIds[walk.marketplace];
    if (marketplaceId === undefined) return this.finish(poll, walk);
    const window =
      walk.after === undefined ? {} : initial ? { createdAfter: walk.after } : { lastUpdatedAfter: walk.after };
    const page = await this.api.search(connection, marketplaceId, window, walk.token);
    const listings = page.items.flatMap((raw) => normaliseListing(raw, marketplaceId) ?? []);
    await this.unitOfWork.run(async (tx) => {
      if (listings.length > 0) {
        const body = { reading: initial ? ('initial' as const) : ('delta' as const), listings };
        await enqueue(tx, amazonListingsUpdatedV1, body, {
          connectionId: poll.connectionId,
          correlationId: `catalogue ${marketplaceId}`,
        });
      }
      await this.polls.turnPage(tx, poll, 'catalogue', this.next(walk, listings, page, initial, poll));
    });
  }

  private begin(poll: Poll): Walk {
    return { marketplace: 0, seen: 0, began: this.clock.now().toISOString(), ...this.start(poll) };
  }

  private start(poll: Poll): { after?: string } {
    return poll.cursor === null ? {} : { after: new Date(poll.cursor.getTime() - OVERLAP_MS).toISOString() };
  }

  private next(
    walk: Walk,
    listings: readonly AmazonListingV1[],
    page: { nextToken?: string; numberOfResults: number },
    initial: boolean,
    poll: Poll,
  ): Walk {
    const seen = walk.seen + listings.length;
    const { began, marketplace } = walk;
    if (page.nextToken !== undefined) return { ...walk, seen, token: page.nextToken };
    const last = listings.at(-1);
    const reached = initial ? last?.createdTime : last?.lastUpdatedTime;
    if (page.numberOfResults > REACHABLE && reached !== undefined && reached !== walk.after) {
      return { marketplace, began, seen, after: reached };
    }
    return { marketplace: marketplace + 1, began, seen: 0, ...this.start(poll) };
  }

  private async finish(poll: Poll, walk: Walk): Promise<void> {
    await this.unitOfWork.run((tx) =>
      this.polls.finish(tx, poll, 'catalogue', new Date(walk.began), this.environment.CATALOGUE_POLL_SECONDS),
    );
  }
}
