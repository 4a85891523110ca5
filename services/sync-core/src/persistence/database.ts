import { messagingEntities, messagingMigrations } from '@connector/messaging';
import { CreateAppClock1763800000000, type ServiceDatabase } from '@connector/platform';
import { OrderBackfillEntity } from '../amazon-orders/order-backfill.entity.js';
import { OrderTallyEntity } from '../amazon-orders/order-tally.entity.js';
import { ItemEntity } from '../catalogue/item.entity.js';
import { SkuAliasEntity } from '../catalogue/sku-alias.entity.js';
import { ListingEntity } from '../catalogue/listing.entity.js';
import { CommandEntity } from '../commands/command.entity.js';
import { ReleaseWindowEntity } from '../commands/release-window.entity.js';
import { ConnectionEntity } from '../connections/connection.entity.js';
import { DebtorEntity } from '../debtors/debtor.entity.js';
import { DeliveryAddressEntity } from '../debtors/delivery-address.entity.js';
import { DivisionEntity } from '../installation/division.entity.js';
import { AmazonOrderEntity } from '../orders/amazon-order.entity.js';
import { OrderItemEntity } from '../orders/order-item.entity.js';
import { OrderNoticeEntity } from '../orders/order-notice.entity.js';
import { TimelineEntryEntity } from '../orders/timeline-entry.entity.js';
import { StockOfferEntity } from '../stock/stock-offer.entity.js';
import { StockPositionEntity } from '../stock/stock-position.entity.js';
import { StockScheduleEntity } from '../stock/stock-schedule.entity.js';
import { PointSkusAtItems1764148000000 } from './migrations/1764148000000-point-skus-at-items.js';
import { LookForSalesOrders1764147000000 } from './migrations/1764147000000-look-for-sales-orders.js';
import { CreateSyncCore1763900100000 } from './migrations/1763900100000-create-sync-core.js';
import { ShowAndCorrectOrders1763900500000 } from './migrations/1763900500000-show-and-correct-orders.js';
import { ReadAmazonAgain1763900510000 } from './migrations/1763900510000-read-amazon-again.js';
import { FollowTraces1764150000000 } from './migrations/1764150000000-follow-traces.js';
import { KeepWhatExactReports1764146600000 } from './migrations/1764146600000-keep-what-exact-reports.js';
import { CareForHeldWork1763920100000 } from './migrations/1763920100000-care-for-held-work.js';
import { ReserveAndBrakeStock1763920000000 } from './migrations/1763920000000-reserve-and-brake-stock.js';
import { GiveMainContacts1764200000000 } from './migrations/1764200000000-give-main-contacts.js';
import { ProveSalesOrders1764201000000 } from './migrations/1764201000000-prove-sales-orders.js';
import { AskBeforeGoingLive1764210000000 } from './migrations/1764210000000-ask-before-going-live.js';
import { KeepWarnings1764211000000 } from './migrations/1764211000000-keep-warnings.js';
import { StayFastWithManyOrders1764220000000 } from './migrations/1764220000000-stay-fast-with-many-orders.js';
import { WithdrawPurgedCommands1764230000000 } from './migrations/1764230000000-withdraw-purged-commands.js';
import { RememberRestoration1764240000000 } from './migrations/1764240000000-remember-restoration.js';
import { TakeTurnsInAWindow1764190000000 } from './migrations/1764190000000-take-turns-in-a-window.js';

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
    OrderNoticeEntity,
    TimelineEntryEntity,
    DebtorEntity,
    DeliveryAddressEntity,
    ItemEntity,
    SkuAliasEntity,
    ListingEntity,
    StockPositionEntity,
    StockOfferEntity,
    StockScheduleEntity,
    OrderBackfillEntity,
    OrderTallyEntity,
  ],
  migrations: [
    CreateAppClock1763800000000,
    ...messagingMigrations,
    CreateSyncCore1763900100000,
    ShowAndCorrectOrders1763900500000,
    ReadAmazonAgain1763900510000,
    FollowTraces1764150000000,
    KeepWhatExactReports1764146600000,
    ReserveAndBrakeStock1763920000000,
    LookForSalesOrders1764147000000,
    CareForHeldWork1763920100000,
    PointSkusAtItems1764148000000,
    TakeTurnsInAWindow1764190000000,
    GiveMainContacts1764200000000,
    ProveSalesOrders1764201000000,
    AskBeforeGoingLive1764210000000,
    KeepWarnings1764211000000,
    StayFastWithManyOrders1764220000000,
    WithdrawPurgedCommands1764230000000,
    RememberRestoration1764240000000,
  ],
};
