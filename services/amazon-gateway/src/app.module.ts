import { MessagingModule } from '@connector/messaging';
import { ENVIRONMENT, PlatformModule } from '@connector/platform';
import { SealingModule } from '@connector/sealing';
import { Module, type DynamicModule } from '@nestjs/common';
import { AnswerCommands } from './commands/answer-commands.js';
import { KnownListings } from './catalogue/known-listings.js';
import { PublishListings } from './catalogue/publish-listings.js';
import { PollCatalogueJob } from './catalogue/poll-catalogue.job.js';
import { ReadReport } from './catalogue/read-report.js';
import { ReadWholeCatalogueJob } from './catalogue/read-whole-catalogue.job.js';
import { ReadWholeCatalogue } from './catalogue/read-whole-catalogue.js';
import { ConfigureConnection } from './connections/configure-connection.js';
import { ConfigureConnectionHandler } from './connections/configure-connection.handler.js';
import { Connections } from './connections/connections.js';
import { KeepConnection } from './connections/keep-connection.js';
import { BeginConsent } from './consent/begin-consent.js';
import { CompleteConsent } from './consent/complete-consent.js';
import { ConsentStates } from './consent/consent-states.js';
import { ConsentController } from './consent/consent.controller.js';
import { ExpiryWatch } from './consent/expiry-watch.js';
import { ReportRoles } from './connections/report-roles.js';
import { TryRefusedAgainJob } from './connections/try-refused-again.job.js';
import type { AmazonGatewayEnvironment } from './environment.js';
import { ORDER_CHANGE_QUEUE, type OrderChangeQueue } from './order-changes/order-change-queue.js';
import { ReadChangedOrdersJob } from './order-changes/read-changed-orders.job.js';
import { ReceiveOrderChanges } from './order-changes/receive-order-changes.js';
import { SqsQueue } from './order-changes/sqs-queue.js';
import { SubscribeOrderChanges } from './order-changes/subscribe-order-changes.js';
import { BackfillOrders } from './orders/backfill-orders.js';
import { BackfillOrdersHandler } from './orders/backfill-orders.handler.js';
import { BackfillOrdersJob } from './orders/backfill-orders.job.js';
import { ControlOrdersJob } from './orders/control-orders.job.js';
import { EstimateOrders } from './orders/estimate-orders.js';
import { FetchOrderHandler } from './orders/fetch-order.handler.js';
import { PollOrdersJob } from './orders/poll-orders.job.js';
import { PublishOrders } from './orders/publish-orders.js';
import { TallyOrders } from './orders/tally-orders.js';
import { WalkOrders } from './orders/walk-orders.js';
import { AmazonGauges } from './metrics/amazon-gauges.js';
import { database } from './persistence/database.js';
import { TidyJob } from './persistence/tidy.job.js';
import { PollRunner } from './polling/poll-runner.js';
import { Polls } from './polling/polls.js';
import { Unreadable } from './polling/unreadable.js';
import { AccessTokens } from './selling-partner-api/access-tokens.js';
import { SellingPartnerClient } from './selling-partner-api/client.js';
import { Documents } from './selling-partner-api/documents.js';
import { FeedsApi } from './selling-partner-api/feeds.js';
import { ListingsApi } from './selling-partner-api/listings.js';
import { LoginWithAmazon } from './selling-partner-api/login-with-amazon.js';
import { NotificationsApi } from './selling-partner-api/notifications.js';
import { OrdersApi } from './selling-partner-api/orders.js';
import { RateLimiter } from './selling-partner-api/rate-limiter.js';
import { ReportsApi } from './selling-partner-api/reports.js';
import { SellersApi } from './selling-partner-api/sellers.js';
import { ManyStocks } from './stock/many-stocks.js';
import { ObservedStock } from './stock/observed-stock.js';
import { ReadBackJob } from './stock/read-back.job.js';
import { SetManyStocksHandler } from './stock/set-many-stocks.handler.js';
import { SetStock } from './stock/set-stock.js';
import { SetStockHandler } from './stock/set-stock.handler.js';
import { StockFeeds } from './stock/stock-feeds.js';
import { StockAnswers } from './stock/stock-answers.js';
import { StockWrites } from './stock/stock-writes.js';
import { WriteManyStocksJob } from './stock/write-many-stocks.job.js';
import { WriteManyStocks } from './stock/write-many-stocks.js';

const orderChanges = [
  {
    provide: ORDER_CHANGE_QUEUE,
    inject: [ENVIRONMENT],
    useFactory: ({
      ORDER_CHANGE_QUEUE_URL: url,
      ORDER_CHANGE_QUEUE_ARN: arn,
    }: AmazonGatewayEnvironment): OrderChangeQueue | null =>
      url === undefined || arn === undefined ? null : new SqsQueue(url, arn),
  },
  ReceiveOrderChanges,
  SubscribeOrderChanges,
  ReadChangedOrdersJob,
];
const consent = [ConsentStates, BeginConsent, CompleteConsent, ExpiryWatch];
const sellingPartnerApi = [
  LoginWithAmazon,
  AccessTokens,
  RateLimiter,
  SellingPartnerClient,
  OrdersApi,
  ListingsApi,
  SellersApi,
  ReportsApi,
  FeedsApi,
  NotificationsApi,
  Documents,
];

@Module({
  controllers: [
    ConsentController,
    ConfigureConnectionHandler,
    FetchOrderHandler,
    BackfillOrdersHandler,
    SetStockHandler,
    SetManyStocksHandler,
  ],
  providers: [
    ...sellingPartnerApi,
    AmazonGauges,
    ...consent,
    ...orderChanges,
    Connections,
    KeepConnection,
    ReportRoles,
    ConfigureConnection,
    TryRefusedAgainJob,
    AnswerCommands,
    Polls,
    PollRunner,
    Unreadable,
    PublishOrders,
    WalkOrders,
    TallyOrders,
    EstimateOrders,
    BackfillOrders,
    BackfillOrdersJob,
    PollOrdersJob,
    ControlOrdersJob,
    KnownListings,
    PublishListings,
    ReadReport,
    ReadWholeCatalogue,
    ReadWholeCatalogueJob,
    PollCatalogueJob,
    TidyJob,
    ObservedStock,
    StockWrites,
    StockAnswers,
    SetStock,
    ManyStocks,
    StockFeeds,
    WriteManyStocks,
    WriteManyStocksJob,
    ReadBackJob,
  ],
})
export class AppModule {}

/** The amazon-gateway for one environment. */
export function appModule(environment: AmazonGatewayEnvironment): DynamicModule {
  return {
    module: AppModule,
    imports: [
      PlatformModule.forService('amazon-gateway', environment, database),
      SealingModule.forFile(environment.KEY_RING_FILE),
      MessagingModule.forService({
        service: 'amazon-gateway',
        amqpUrl: environment.AMQP_URL,
        prefetch: environment.PREFETCH,
        retryDelaysMs: environment.RETRY_DELAYS_MS.split(',').map(Number),
        ...(environment.OPERATOR_TOKEN === undefined ? {} : { operatorToken: environment.OPERATOR_TOKEN }),
      }),
    ],
  };
}
