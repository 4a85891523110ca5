import { createHash } from 'node:crypto';
import {
  ensureExactItemV1,
  importExactItemV1,
  resyncExactItemV1,
  updateExactItemV1,
  type AmazonListingV1,
  type EnsureExactItemV1,
  type ExactMasterDataPublishedV1,
} from '@connector/contracts';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { ConnectionEntity } from '../connections/connection.entity.js';
import { itemFromListings, type ItemContent } from './domain/item-from-listing.js';
import type { ItemEntity } from './item.entity.js';
import { itemSource } from './items.js';
import { ListingEntity } from './listing.entity.js';

/**
 * Asks Exact for items: at once for an order, in its turn for the catalogue, and again when description or price changed. What came
 * while an earlier wish was on its way is asked for when that one is answered.
 */
@Injectable()
export class RequestItem {
  constructor(
    private readonly commands: RequestCommand,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `urgent`: an order waits for it (domain I8). `title` stands in where there is no listing. */
  async make(
    step: Step,
    item: ItemEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    options: { urgent: boolean; title?: string },
  ): Promise<void> {
    const content = await this.contentOf(step, item, connection, facts, options.title);
    const contract = options.urgent ? ensureExactItemV1 : importExactItemV1;
    if (options.urgent) await this.commands.withdraw(step, { kind: 'item', id: item.id });
    const { bodyCounts } = await this.commands.request(step, {
      contract,
      connectionId: connection.id,
      window: exactWindow(item.division),
      priority: options.urgent ? priority.order : priority.catalogue,
      subject: { kind: 'item', id: item.id },
      correlationId: `item ${item.code}`,
      body: bodyOf(item, content, connection, facts),
    });
    item.state = 'requested';
    item.shown = [...content.shown];
    if (bodyCounts) item.contentHash = hashOf(content);
    item.releasedAt = this.clock.now();
    await step.tx.save(item);
  }

  /** Description, extra description and price of an item that we made, when they changed (domain I4, I5). */
  async update(
    step: Step,
    item: ItemEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
  ): Promise<void> {
    if (item.adopted && !connection.settings.updateAdoptedItems) return;
    // made from an order: nothing of Amazon's catalogue says anything else
    if ((await this.listingsOf(step, item)).length === 0) return;
    const content = await this.contentOf(step, item, connection, facts);
    if (hashOf(content) === item.contentHash) return;
    const { bodyCounts } = await this.commands.request(step, {
      contract: updateExactItemV1,
      connectionId: connection.id,
      window: exactWindow(item.division),
      priority: priority.catalogue,
      subject: { kind: 'item', id: item.id },
      correlationId: `item ${item.code}`,
      body: {
        division: item.division,
        itemId: item.exactItemId!,
        description: content.description,
        ...(content.extraDescription === undefined ? {} : { extraDescription: content.extraDescription }),
        ...(content.salesPrice === undefined ? {} : { salesPrice: content.salesPrice }),
      },
    });
    if (bodyCounts) item.contentHash = hashOf(content);
    item.shown = [...new Set([...item.shown.filter((code) => code === 'code_differs_in_case'), ...content.shown])];
    await step.tx.save(item);
  }

  /** All that may be written of an item that is there, because a person asked for it (domain I6). False: Amazon has no listing of it. */
  async again(
    step: Step,
    item: ItemEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    inBulk: boolean,
  ): Promise<boolean> {
    if ((await this.listingsOf(step, item)).length === 0) return false;
    const content = await this.contentOf(step, item, connection, facts);
    const { description, extraDescription, salesPrice, barcode } = content;
    const { bodyCounts } = await this.commands.request(step, {
      contract: resyncExactItemV1,
      connectionId: connection.id,
      window: exactWindow(item.division),
      priority: inBulk ? priority.bulk : priority.person,
      subject: { kind: 'item', id: item.id },
      correlationId: `item ${item.code}`,
      body: {
        division: item.division,
        itemId: item.exactItemId!,
        description,
        ...(extraDescription === undefined ? {} : { extraDescription }),
        ...(salesPrice === undefined ? {} : { salesPrice }),
        ...(barcode === undefined ? {} : { barcode }),
      },
    });
    if (bodyCounts) item.contentHash = hashOf(content);
    await step.tx.save(item);
    return true;
  }

  /** The listings of the item's own SKU; of an item that only others point at, theirs. */
  private async listingsOf(step: Step, item: ItemEntity): Promise<AmazonListingV1[]> {
    const rows = await step.tx.findBy(ListingEntity, { itemId: item.id });
    const own = rows.filter(({ sku }) => itemSource.sku(sku) === item.source);
    return (own.length === 0 ? rows : own).map(({ listing }) => listing);
  }

  private async contentOf(
    step: Step,
    item: ItemEntity,
    connection: ConnectionEntity,
    facts: ExactMasterDataPublishedV1,
    title?: string,
  ): Promise<ItemContent> {
    const listings = await this.listingsOf(step, item);
    const place = {
      marketplaceIds: connection.settings.marketplaceIds,
      country: facts.country,
      currencies: facts.currencies.map(({ code }) => code),
    };
    if (listings.length > 0 || title === undefined) return itemFromListings(listings, item.code, place);
    const { description } = itemFromListings(
      [
        {
          sku: item.code,
          marketplaceId: '',
          title,
          identifiers: [],
          fulfillmentChannels: [],
          statuses: [],
          isVariationParent: false,
        },
      ],
      item.code,
      place,
    );
    return { description, shown: [] };
  }
}

function bodyOf(
  item: ItemEntity,
  content: ItemContent,
  connection: ConnectionEntity,
  facts: ExactMasterDataPublishedV1,
): Omit<EnsureExactItemV1, 'release'> {
  const { settings } = connection;
  const unit = facts.units.find(({ isMain }) => isMain)?.code;
  return {
    division: item.division,
    code: item.code,
    description: content.description,
    itemGroupId: facts.itemGroups.find(({ code }) => code === settings.itemGroup)!.id,
    salesVatCode: settings.itemVatCode,
    isStockItem: !item.source.startsWith('service:'),
    ...(unit === undefined ? {} : { unit }),
    ...(content.extraDescription === undefined ? {} : { extraDescription: content.extraDescription }),
    ...(content.barcode === undefined ? {} : { barcode: content.barcode }),
    ...(content.salesPrice === undefined ? {} : { salesPrice: content.salesPrice }),
  };
}

function hashOf(content: ItemContent): string {
  const { description, extraDescription, salesPrice } = content;
  return createHash('sha256')
    .update(JSON.stringify([description, extraDescription, salesPrice]))
    .digest('hex')
    .slice(0, 32);
}
