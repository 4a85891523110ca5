import { UnitOfWork } from '@connector/messaging';
import { CLOCK, describeFailure, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { AmazonConnection } from '../connections/connections.js';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { PollRunner } from '../polling/poll-runner.js';
import { Polls, type Poll } from '../polling/polls.js';
import { Unreadable } from '../polling/unreadable.js';
import { isRefusal } from '../selling-partner-api/failures.js';
import { ListingsApi } from '../selling-partner-api/listings.js';
import { afterPage, beginning, outOfReach, windowOf, type CatalogueWalk } from './catalogue-walk.js';
import { behind, placeIn, type PlaceInStores } from './place-in-stores.js';
import { PublishListings } from './publish-listings.js';

/** Listings that changed while we looked are seen again. */
const OVERLAP_MS = 600_000;

/** A walk whose page token is refused begins again after this time. */
const AGAIN_MS = 60_000;

/** The middle of a walk: at which store, and where in it. */
interface DeltaWalk extends PlaceInStores {
  readonly walk: CatalogueWalk;
}

/** Reads store by store what changed since the last look (domain I1, I7); the reading of all listings has begun it. */
@Injectable()
export class PollCatalogueJob {
  constructor(
    private readonly runner: PollRunner,
    private readonly polls: Polls,
    private readonly api: ListingsApi,
    private readonly listings: PublishListings,
    private readonly unreadable: Unreadable,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  @Interval(1_000)
  async tick(): Promise<void> {
    await this.runner.runDue('catalogue', (poll, connection) => this.look(poll, connection));
  }

  private async look(poll: Poll, connection: AmazonConnection): Promise<void> {
    const { isMiddle, marketplaceId, ...place } = placeIn(connection.marketplaceIds, poll.page, this.clock.now());
    if (marketplaceId === undefined) return this.finish(poll, place);
    const walk = isMiddle ? (poll.page as DeltaWalk).walk : beginning(this.changedAfter(poll));
    const reading = { connectionId: poll.connectionId, began: new Date(place.began) };
    let page;
    try {
      page = await this.api.search(connection, marketplaceId, windowOf(walk), walk.token);
    } catch (thrown) {
      if (walk.token === undefined || !isRefusal(thrown)) throw thrown;
      // a token lives some minutes: after a longer pause the walk begins again
      const at = new Date(this.clock.now().getTime() + AGAIN_MS);
      return this.polls.later(poll, 'catalogue', at, describeFailure(thrown, 300), { restart: true });
    }
    await this.unitOfWork.run(async (tx) => {
      await this.listings.publish(tx, { ...reading, marketplaceId }, 'delta', page.items);
      const unreachable = outOfReach(walk, page);
      if (unreachable !== undefined)
        await this.unreadable.report(
          tx,
          { connectionId: poll.connectionId, kind: 'listing', subject: `store ${marketplaceId}` },
          unreachable,
        );
      const next = afterPage(walk, page);
      const middle = (walkOn: CatalogueWalk): DeltaWalk => ({ ...place, marketplaceId, walk: walkOn });
      const further = next === undefined ? behind(place, marketplaceId) : middle(next);
      await this.polls.turnPage(tx, poll, 'catalogue', further);
    });
  }

  private changedAfter({ cursor }: Poll): Date | undefined {
    return cursor === null ? undefined : new Date(cursor.getTime() - OVERLAP_MS);
  }

  private async finish(poll: Poll, { began }: PlaceInStores): Promise<void> {
    await this.unitOfWork.run((tx) =>
      this.polls.finish(tx, poll, 'catalogue', new Date(began), this.environment.CATALOGUE_POLL_SECONDS),
    );
  }
}
