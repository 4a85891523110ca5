import { MessagingModule } from '@connector/messaging';
import { PlatformModule } from '@connector/platform';
import { SealingModule } from '@connector/sealing';
import { Module, type DynamicModule } from '@nestjs/common';
import { ForgetAnswersJob } from './answers/forget-answers.job.js';
import { AnswerCommands } from './answers/answer-commands.js';
import { PerformCommand } from './answers/perform-command.js';
import { AttemptLedger } from './attempts/attempt-ledger.js';
import { LookUps } from './attempts/look-ups.js';
import { SettleDoubtsJob } from './attempts/settle-doubts.job.js';
import { ConfigureConnection } from './connections/configure-connection.js';
import { ConfigureConnectionHandler } from './connections/configure-connection.handler.js';
import { Connections } from './connections/connections.js';
import { KeepAliveJob } from './connections/keep-alive.job.js';
import { TryRefusedRightsJob } from './connections/try-refused-rights.job.js';
import { BeginConsent } from './consent/begin-consent.js';
import { CompleteConsent } from './consent/complete-consent.js';
import { ConsentController } from './consent/consent.controller.js';
import { Consents } from './consent/consents.js';
import { GrantConsent } from './consent/grant-consent.js';
import { EnsureDebtor } from './debtors/ensure-debtor.js';
import { EnsureDebtorHandler } from './debtors/ensure-debtor.handler.js';
import { EnsureMainContacts } from './debtors/ensure-main-contacts.js';
import { EnsureMainContactsHandler } from './debtors/ensure-main-contacts.handler.js';
import { FollowDeletions } from './deletions/follow-deletions.js';
import { NoticeGoneRecords } from './deletions/notice-gone-records.js';
import type { ExactGatewayEnvironment } from './environment.js';
import { AccessTokens } from './exact-api/access-tokens.js';
import { Accounts } from './exact-api/accounts.js';
import { ExactCalls } from './exact-api/calls.js';
import { ExactClient } from './exact-api/client.js';
import { DeletedRecords } from './exact-api/deleted-records.js';
import { Divisions } from './exact-api/divisions.js';
import { ErrorBudget } from './exact-api/error-budget.js';
import { Items } from './exact-api/items.js';
import { Limiter } from './exact-api/limiter.js';
import { MasterData } from './exact-api/master-data.js';
import { Rights } from './exact-api/rights.js';
import { SalesOrders } from './exact-api/sales-orders.js';
import { StandingRecords } from './exact-api/standing-records.js';
import { WebhookSubscriptions } from './exact-api/webhook-subscriptions.js';
import { FollowHintsJob } from './webhooks/follow-hints.job.js';
import { ReceiveWebhook } from './webhooks/receive-webhook.js';
import { SubscribeToChangesJob } from './webhooks/subscribe-to-changes.job.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { ReadStockFeed } from './stock/read-stock-feed.js';
import { StockPositions } from './exact-api/stock-positions.js';
import { TokenChains } from './exact-api/token-chains.js';
import { EnsureItem } from './items/ensure-item.js';
import { ItemsHandler } from './items/items.handler.js';
import { UpdateItem } from './items/update-item.js';
import { FetchMasterData } from './master-data/fetch-master-data.js';
import { FetchMasterDataHandler } from './master-data/fetch-master-data.handler.js';
import { ExactGauges } from './metrics/exact-gauges.js';
import { database } from './persistence/database.js';
import { CreateSalesOrder } from './sales-orders/create-sales-order.js';
import { CreateSalesOrderHandler } from './sales-orders/create-sales-order.handler.js';
import { ReconcileSalesOrders } from './sales-orders/reconcile-sales-orders.js';
import { ReconcileSalesOrdersHandler } from './sales-orders/reconcile-sales-orders.handler.js';
import { RemoveSalesOrder } from './sales-orders/remove-sales-order.js';
import { RemoveSalesOrderHandler } from './sales-orders/remove-sales-order.handler.js';
import { FetchStockPositions } from './stock/fetch-stock-positions.js';
import { FetchStockPositionsHandler } from './stock/fetch-stock-positions.handler.js';
import { ReadStockPosition } from './stock/read-stock-position.js';
import { ReadStockPositionHandler } from './stock/read-stock-position.handler.js';

const exactApi = [
  TokenChains,
  AccessTokens,
  Limiter,
  ErrorBudget,
  ExactCalls,
  ExactClient,
  Accounts,
  Items,
  SalesOrders,
  StockPositions,
  Divisions,
  Rights,
  DeletedRecords,
  StandingRecords,
  WebhookSubscriptions,
  MasterData,
];

@Module({
  controllers: [
    ConsentController,
    WebhooksController,
    ConfigureConnectionHandler,
    EnsureDebtorHandler,
    ItemsHandler,
    EnsureMainContactsHandler,
    CreateSalesOrderHandler,
    RemoveSalesOrderHandler,
    ReconcileSalesOrdersHandler,
    ReadStockPositionHandler,
    FetchStockPositionsHandler,
    FetchMasterDataHandler,
  ],
  providers: [
    ...exactApi,
    ExactGauges,
    Connections,
    ConfigureConnection,
    KeepAliveJob,
    TryRefusedRightsJob,
    Consents,
    BeginConsent,
    CompleteConsent,
    GrantConsent,
    AttemptLedger,
    LookUps,
    SettleDoubtsJob,
    AnswerCommands,
    ForgetAnswersJob,
    PerformCommand,
    EnsureDebtor,
    EnsureItem,
    UpdateItem,
    EnsureMainContacts,
    CreateSalesOrder,
    RemoveSalesOrder,
    ReconcileSalesOrders,
    ReadStockPosition,
    FollowDeletions,
    NoticeGoneRecords,
    ReadStockFeed,
    FetchStockPositions,
    ReceiveWebhook,
    SubscribeToChangesJob,
    FollowHintsJob,
    FetchMasterData,
  ],
})
export class AppModule {}

/** The exact-gateway for one environment. */
export function appModule(environment: ExactGatewayEnvironment): DynamicModule {
  return {
    module: AppModule,
    imports: [
      PlatformModule.forService('exact-gateway', environment, database),
      SealingModule.forFile(environment.KEY_RING_FILE),
      MessagingModule.forService({
        service: 'exact-gateway',
        amqpUrl: environment.AMQP_URL,
        prefetch: environment.PREFETCH,
        retryDelaysMs: environment.RETRY_DELAYS_MS.split(',').map(Number),
        ...(environment.OPERATOR_TOKEN === undefined ? {} : { operatorToken: environment.OPERATOR_TOKEN }),
      }),
    ],
  };
}
