import { MessagingModule } from '@connector/messaging';
import { PlatformModule } from '@connector/platform';
import { SealingModule } from '@connector/sealing';
import { Module, type DynamicModule } from '@nestjs/common';
import { AnswerCommands } from './answers/answer-commands.js';
import { PerformCommand } from './answers/perform-command.js';
import { AttemptLedger } from './attempts/attempt-ledger.js';
import { LookUps } from './attempts/look-ups.js';
import { SettleDoubtsJob } from './attempts/settle-doubts.job.js';
import { ConfigureConnection } from './connections/configure-connection.js';
import { ConfigureConnectionHandler } from './connections/configure-connection.handler.js';
import { Connections } from './connections/connections.js';
import { EnsureDebtor } from './debtors/ensure-debtor.js';
import { EnsureDebtorHandler } from './debtors/ensure-debtor.handler.js';
import type { ExactGatewayEnvironment } from './environment.js';
import { AccessTokens } from './exact-api/access-tokens.js';
import { Accounts } from './exact-api/accounts.js';
import { ExactClient } from './exact-api/client.js';
import { ErrorBudget } from './exact-api/error-budget.js';
import { Items } from './exact-api/items.js';
import { Limiter } from './exact-api/limiter.js';
import { MasterData } from './exact-api/master-data.js';
import { SalesOrders } from './exact-api/sales-orders.js';
import { StockPositions } from './exact-api/stock-positions.js';
import { EnsureItem } from './items/ensure-item.js';
import { ItemsHandler } from './items/items.handler.js';
import { UpdateItem } from './items/update-item.js';
import { FetchMasterData } from './master-data/fetch-master-data.js';
import { FetchMasterDataHandler } from './master-data/fetch-master-data.handler.js';
import { database } from './persistence/database.js';
import { CreateSalesOrder } from './sales-orders/create-sales-order.js';
import { CreateSalesOrderHandler } from './sales-orders/create-sales-order.handler.js';
import { FetchStockPositions } from './stock/fetch-stock-positions.js';
import { FetchStockPositionsHandler } from './stock/fetch-stock-positions.handler.js';

const exactApi = [
  AccessTokens,
  Limiter,
  ErrorBudget,
  ExactClient,
  Accounts,
  Items,
  SalesOrders,
  StockPositions,
  MasterData,
];

@Module({
  controllers: [
    ConfigureConnectionHandler,
    EnsureDebtorHandler,
    ItemsHandler,
    CreateSalesOrderHandler,
    FetchStockPositionsHandler,
    FetchMasterDataHandler,
  ],
  providers: [
    ...exactApi,
    Connections,
    ConfigureConnection,
    AttemptLedger,
    LookUps,
    SettleDoubtsJob,
    AnswerCommands,
    PerformCommand,
    EnsureDebtor,
    EnsureItem,
    UpdateItem,
    CreateSalesOrder,
    FetchStockPositions,
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
      }),
    ],
  };
}
