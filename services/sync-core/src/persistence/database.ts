import { CreateMessagingTables1763900000000, messagingEntities } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { ItemEntity } from '../catalogue/item.entity.js';
import { ListingEntity } from '../catalogue/listing.entity.js';
import { CommandEntity } from '../commands/command.entity.js';
import { ReleaseWindowEntity } from '../commands/release-window.entity.js';
import { ConnectionEntity } from '../connections/connection.entity.js';
import { DebtorEntity } from '../debtors/debtor.entity.js';
import { DeliveryAddressEntity } from '../debtors/delivery-address.entity.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { OrderItemEntity } from '../orders/order-item.entity.js';
import { TimelineEntryEntity } from '../orders/timeline-entry.entity.js';
import { StockOfferEntity } from '../stock/stock-offer.entity.js';
import { StockPositionEntity } from '../stock/stock-position.entity.js';
import { StockScheduleEntity } from '../stock/stock-schedule.entity.js';
import { CreateSyncCore1763900100000 } from './migrations/1763900100000-create-sync-core.js';

/** sync-core's part of the database. */
export const database: ServiceDatabase = {
  schema: 'sync_core',
  entities: [
    ...messagingEntities,
    ConnectionEntity,
    DivisionEntity,
    CommandEntity,
    ReleaseWindowEntity,
    AmazonOrderEntity,
    OrderItemEntity,
    TimelineEntryEntity,
    DebtorEntity,
    DeliveryAddressEntity,
    ItemEntity,
    ListingEntity,
    StockPositionEntity,
    StockOfferEntity,
    StockScheduleEntity,
  ],
  migrations: [CreateAppClock1763800000000, CreateMessagingTables1763900000000, CreateSyncCore1763900100000],
};
