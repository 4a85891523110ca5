import { MessagingModule } from '@connector/messaging';
import { PlatformModule } from '@connector/platform';
import { SealingModule } from '@connector/sealing';
import { Module, type DynamicModule } from '@nestjs/common';
import { AmazonOrdersController } from './amazon-orders/amazon-orders.controller.js';
import { BackfillAnswersHandler } from './amazon-orders/backfill-answers.handler.js';
import { BackfillOrders } from './amazon-orders/backfill-orders.js';
import { BackfillSubject } from './amazon-orders/backfill-subject.js';
import { OrdersTalliedHandler } from './amazon-orders/orders-tallied.handler.js';
import { PurgeBuyersDataJob } from './care/purge-buyers-data.job.js';
import { EnsureOrderItems } from './catalogue/ensure-order-items.js';
import { ImportItemsJob } from './catalogue/import-items.job.js';
import { ItemEnsuredHandler } from './catalogue/item-ensured.handler.js';
import { ItemSubject } from './catalogue/item-subject.js';
import { ItemsController } from './catalogue/items.controller.js';
import { Items } from './catalogue/items.js';
import { ListingsRemovedHandler } from './catalogue/listings-removed.handler.js';
import { ListingsUpdatedHandler } from './catalogue/listings-updated.handler.js';
import { RecordListings } from './catalogue/record-listings.js';
import { RequestItem } from './catalogue/request-item.js';
import { ResyncItems } from './catalogue/resync-items.js';
import { SkuAliases } from './catalogue/sku-aliases.js';
import { BookAnswer } from './commands/book-answer.js';
import { CommandAnswersHandler } from './commands/command-answers.handler.js';
import { COMMAND_SUBJECTS, type CommandSubject } from './commands/command-subject.js';
import { ForgetCommandsJob } from './commands/forget-commands.job.js';
import { ReleaseCommandsJob } from './commands/release-commands.job.js';
import { ReleaseCommands } from './commands/release-commands.js';
import { RequestCommand } from './commands/request-command.js';
import { ResendOverdueJob } from './commands/resend-overdue.job.js';
import { Steps } from './commands/steps.js';
import { AmazonConsentController } from './connections/amazon-consent.controller.js';
import { CompletenessController } from './completeness/completeness.controller.js';
import { ConfigureGateways } from './connections/configure-gateways.js';
import { ConnectionChangedHandler } from './connections/connection-changed.handler.js';
import { ConnectionExpiryHandler } from './connections/connection-expiry.handler.js';
import { ConsentGrantedHandler } from './connections/consent-granted.handler.js';
import { ExactConsentController } from './connections/exact-consent.controller.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { Connections } from './connections/connections.js';
import { ReviewConnection } from './connections/review-connection.js';
import { SaveConnection } from './connections/save-connection.js';
import { AdvanceDebtorOrders } from './debtors/advance-debtor-orders.js';
import { DebtorEnsuredHandler } from './debtors/debtor-ensured.handler.js';
import { DebtorSubject } from './debtors/debtor-subject.js';
import { EnsureMainContactsJob } from './debtors/ensure-main-contacts.job.js';
import { MainContactsDue } from './debtors/main-contacts-due.js';
import { MainContactsSubject } from './debtors/main-contacts-subject.js';
import { MainContactsEnsuredHandler } from './debtors/main-contacts-ensured.handler.js';
import { HealDeletions } from './deletions/heal-deletions.js';
import { RecordsDeletedHandler } from './deletions/records-deleted.handler.js';
import { EnsureOrderDebtor } from './debtors/ensure-order-debtor.js';
import type { SyncCoreEnvironment } from './environment.js';
import { ConfirmGoingLive } from './going-live/confirm-going-live.js';
import { GoingLiveController } from './going-live/going-live.controller.js';
import { LeaveDivision } from './going-live/leave-division.js';
import { PointListingsJob } from './going-live/point-listings.job.js';
import { PreviewGoingLive } from './going-live/preview-going-live.js';
import { TakeOrdersAlong } from './going-live/take-orders-along.js';
import { CorrectHeldOrder } from './held-work/correct-held-order.js';
import { IgnoreHeldOrder } from './held-work/ignore-held-order.js';
import { ReleaseHeldOrdersJob } from './held-work/release-held-orders.job.js';
import { ReleaseHeldOrders } from './held-work/release-held-orders.js';
import { WhyController } from './held-work/why.controller.js';
import { HeldWorkController } from './held-work/held-work.controller.js';
import { DivisionSubject } from './installation/division-subject.js';
import { InstallationController } from './installation/installation.controller.js';
import { LookAhead } from './installation/look-ahead.js';
import { MasterDataHandler } from './installation/master-data.handler.js';
import { WorkGauges } from './metrics/work-gauges.js';
import { RecheckDivisionsJob } from './installation/recheck-divisions.job.js';
import { AdvanceOrder } from './orders/advance-order.js';
import { BookSalesOrder } from './orders/book-sales-order.js';
import { CompareWithBooked } from './orders/compare-with-booked.js';
import { ComposeOrder } from './orders/compose-order.js';
import { FollowOrder } from './orders/follow-order.js';
import { NoticesController } from './orders/notices.controller.js';
import { Notices } from './orders/notices.js';
import { LookUpAgainJob } from './orders/look-up-again.job.js';
import { LookUpSubject } from './orders/look-up-subject.js';
import { LookForSalesOrder } from './orders/look-for-sales-order.js';
import { OrderMoves } from './orders/order-moves.js';
import { OrderPlaces } from './orders/order-place.js';
import { OrderUpdatedHandler } from './orders/order-updated.handler.js';
import { OrdersController } from './orders/orders.controller.js';
import { Orders } from './orders/orders.js';
import { RecordOrder } from './orders/record-order.js';
import { RetryHeldOrders } from './orders/retry-held-orders.js';
import { SalesOrderCreatedHandler } from './orders/sales-order-created.handler.js';
import { SalesOrderRemovedHandler } from './orders/sales-order-removed.handler.js';
import { RememberDebtor } from './orders/remember-debtor.js';
import { SalesOrdersFound } from './orders/sales-orders-found.js';
import { SalesOrderSubject } from './orders/sales-order-subject.js';
import { TakeOverRequests } from './orders/take-over-requests.js';
import { TakeOverRequestsJob } from './orders/take-over-requests.job.js';
import { Timeline } from './orders/timeline.js';
import { database } from './persistence/database.js';
import { AskSalesOrders } from './reconciliation/ask-sales-orders.js';
import { CompareSalesOrders } from './reconciliation/compare-sales-orders.js';
import { ReadSalesOrdersJob } from './reconciliation/read-sales-orders.job.js';
import { ReconciliationSubject } from './reconciliation/reconciliation-subject.js';
import { SalesOrdersReconciledHandler } from './reconciliation/sales-orders-reconciled.handler.js';
import { JudgeReservations } from './stock/judge-reservations.js';
import { LookAtReservationsJob } from './stock/look-at-reservations.job.js';
import { ObserveOffers } from './stock/observe-offers.js';
import { RecountItems } from './stock/recount-items.js';
import { RecountItemsJob } from './stock/recount-items.job.js';
import { ReckonItem } from './stock/reckon-item.js';
import { RecordStock } from './stock/record-stock.js';
import { ReserveStock } from './stock/reserve-stock.js';
import { SendOffers } from './stock/send-offers.js';
import { SendOffersJob } from './stock/send-offers.job.js';
import { SettleDriftJob } from './stock/settle-drift.job.js';
import { StockAcceptedHandler } from './stock/stock-accepted.handler.js';
import { StockManyHandler } from './stock/stock-many.handler.js';
import { StockObservedHandler } from './stock/stock-observed.handler.js';
import { StockPositionReportedHandler } from './stock/stock-position-reported.handler.js';
import { StockPositionsHandler } from './stock/stock-positions.handler.js';
import { StockRunJob } from './stock/stock-run.job.js';
import { StockSubject } from './stock/stock-subject.js';
import { StockViews } from './stock/stock-views.js';
import { StockController } from './stock/stock.controller.js';
import { TrustZero } from './stock/trust-zero.js';

const commands = [
  Steps,
  BookAnswer,
  ReleaseCommands,
  RequestCommand,
  ReleaseCommandsJob,
  ResendOverdueJob,
  ForgetCommandsJob,
];
const connections = [Connections, ConfigureGateways, LookAhead, ReviewConnection, SaveConnection];
const goingLive = [ConfirmGoingLive, LeaveDivision, PointListingsJob, PreviewGoingLive, TakeOrdersAlong];
const orders = [
  Orders,
  OrderMoves,
  OrderPlaces,
  Timeline,
  Notices,
  RecordOrder,
  ComposeOrder,
  AdvanceOrder,
  CompareWithBooked,
  FollowOrder,
  LookForSalesOrder,
  LookUpAgainJob,
  LookUpSubject,
  BookSalesOrder,
  SalesOrdersFound,
  RememberDebtor,
  RetryHeldOrders,
  SalesOrderSubject,
  TakeOverRequests,
  TakeOverRequestsJob,
];
const debtors = [
  EnsureOrderDebtor,
  AdvanceDebtorOrders,
  DebtorSubject,
  HealDeletions,
  MainContactsDue,
  EnsureMainContactsJob,
  MainContactsSubject,
];
const catalogue = [
  Items,
  RequestItem,
  EnsureOrderItems,
  RecordListings,
  ImportItemsJob,
  ItemSubject,
  SkuAliases,
  ResyncItems,
];
const reconciliation = [AskSalesOrders, ReadSalesOrdersJob, CompareSalesOrders, ReconciliationSubject];
const amazonOrders = [BackfillOrders, BackfillSubject];
const subjects = [
  SalesOrderSubject,
  LookUpSubject,
  DebtorSubject,
  MainContactsSubject,
  ItemSubject,
  StockSubject,
  DivisionSubject,
  BackfillSubject,
  ReconciliationSubject,
];
const heldWork = [
  RecheckDivisionsJob,
  DivisionSubject,
  PurgeBuyersDataJob,
  ReleaseHeldOrders,
  ReleaseHeldOrdersJob,
  IgnoreHeldOrder,
  CorrectHeldOrder,
];
const stock = [
  StockRunJob,
  RecordStock,
  ReserveStock,
  RecountItems,
  RecountItemsJob,
  ReckonItem,
  SendOffers,
  SendOffersJob,
  ObserveOffers,
  SettleDriftJob,
  JudgeReservations,
  LookAtReservationsJob,
  StockViews,
  TrustZero,
  StockSubject,
];

@Module({
  controllers: [
    // its path is one of the form /orders/{connection}/{order}, so it stands before that
    WhyController,
    CommandAnswersHandler,
    ConnectionChangedHandler,
    ConnectionExpiryHandler,
    ConnectionsController,
    GoingLiveController,
    AmazonConsentController,
    ExactConsentController,
    ConsentGrantedHandler,
    MasterDataHandler,
    InstallationController,
    CompletenessController,
    OrderUpdatedHandler,
    SalesOrderCreatedHandler,
    SalesOrderRemovedHandler,
    SalesOrdersReconciledHandler,
    RecordsDeletedHandler,
    MainContactsEnsuredHandler,
    StockPositionReportedHandler,
    OrdersController,
    NoticesController,
    AmazonOrdersController,
    BackfillAnswersHandler,
    OrdersTalliedHandler,
    DebtorEnsuredHandler,
    ListingsUpdatedHandler,
    ListingsRemovedHandler,
    ItemEnsuredHandler,
    ItemsController,
    StockPositionsHandler,
    StockAcceptedHandler,
    StockObservedHandler,
    StockManyHandler,
    StockController,
    HeldWorkController,
  ],
  providers: [
    ...commands,
    ...connections,
    ...goingLive,
    ...orders,
    ...debtors,
    ...catalogue,
    ...stock,
    ...heldWork,
    ...amazonOrders,
    ...reconciliation,
    WorkGauges,
    { provide: COMMAND_SUBJECTS, inject: subjects, useFactory: (...all: CommandSubject[]) => all },
  ],
})
export class AppModule {}

/** sync-core for one environment. */
export function appModule(environment: SyncCoreEnvironment): DynamicModule {
  return {
    module: AppModule,
    imports: [
      PlatformModule.forService('sync-core', environment, database),
      SealingModule.forFile(environment.KEY_RING_FILE),
      MessagingModule.forService({
        service: 'sync-core',
        amqpUrl: environment.AMQP_URL,
        prefetch: environment.PREFETCH,
        retryDelaysMs: environment.RETRY_DELAYS_MS.split(',').map(Number),
        operatorToken: environment.API_TOKEN,
      }),
    ],
  };
}
