import { MessagingModule } from '@connector/messaging';
import { PlatformModule } from '@connector/platform';
import { SealingModule } from '@connector/sealing';
import { Module, type DynamicModule } from '@nestjs/common';
import { EnsureOrderItems } from './catalogue/ensure-order-items.js';
import { ImportItemsJob } from './catalogue/import-items.job.js';
import { ItemEnsuredHandler } from './catalogue/item-ensured.handler.js';
import { ItemSubject } from './catalogue/item-subject.js';
import { ItemsController } from './catalogue/items.controller.js';
import { Items } from './catalogue/items.js';
import { ListingsUpdatedHandler } from './catalogue/listings-updated.handler.js';
import { RecordListings } from './catalogue/record-listings.js';
import { RequestItem } from './catalogue/request-item.js';
import { BookAnswer } from './commands/book-answer.js';
import { CommandAnswersHandler } from './commands/command-answers.handler.js';
import { COMMAND_SUBJECTS, type CommandSubject } from './commands/command-subject.js';
import { ReleaseCommandsJob } from './commands/release-commands.job.js';
import { ReleaseCommands } from './commands/release-commands.js';
import { RequestCommand } from './commands/request-command.js';
import { ResendOverdueJob } from './commands/resend-overdue.job.js';
import { Steps } from './commands/steps.js';
import { ConfigureGateways } from './connections/configure-gateways.js';
import { ConnectionChangedHandler } from './connections/connection-changed.handler.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { Connections } from './connections/connections.js';
import { ReviewConnection } from './connections/review-connection.js';
import { SaveConnection } from './connections/save-connection.js';
import { AdvanceDebtorOrders } from './debtors/advance-debtor-orders.js';
import { DebtorEnsuredHandler } from './debtors/debtor-ensured.handler.js';
import { DebtorSubject } from './debtors/debtor-subject.js';
import { EnsureOrderDebtor } from './debtors/ensure-order-debtor.js';
import type { SyncCoreEnvironment } from './environment.js';
import { HeldWorkController } from './held-work/held-work.controller.js';
import { MasterDataHandler } from './installation/master-data.handler.js';
import { AdvanceOrder } from './orders/advance-order.js';
import { OrderMoves } from './orders/order-moves.js';
import { OrderUpdatedHandler } from './orders/order-updated.handler.js';
import { OrdersController } from './orders/orders.controller.js';
import { Orders } from './orders/orders.js';
import { RecordOrder } from './orders/record-order.js';
import { RetryHeldOrders } from './orders/retry-held-orders.js';
import { SalesOrderCreatedHandler } from './orders/sales-order-created.handler.js';
import { SalesOrderSubject } from './orders/sales-order-subject.js';
import { Timeline } from './orders/timeline.js';
import { database } from './persistence/database.js';
import { OfferStock } from './stock/offer-stock.js';
import { RecordStock } from './stock/record-stock.js';
import { StockAcceptedHandler } from './stock/stock-accepted.handler.js';
import { StockPositionsHandler } from './stock/stock-positions.handler.js';
import { StockRunJob } from './stock/stock-run.job.js';
import { StockSubject } from './stock/stock-subject.js';
import { StockController } from './stock/stock.controller.js';

const commands = [Steps, BookAnswer, ReleaseCommands, RequestCommand, ReleaseCommandsJob, ResendOverdueJob];
const connections = [Connections, ConfigureGateways, ReviewConnection, SaveConnection];
const orders = [Orders, OrderMoves, Timeline, RecordOrder, AdvanceOrder, RetryHeldOrders, SalesOrderSubject];
const debtors = [EnsureOrderDebtor, AdvanceDebtorOrders, DebtorSubject];
const catalogue = [Items, RequestItem, EnsureOrderItems, RecordListings, ImportItemsJob, ItemSubject];
const stock = [StockRunJob, RecordStock, OfferStock, StockSubject];
const subjects = [SalesOrderSubject, DebtorSubject, ItemSubject, StockSubject];

@Module({
  controllers: [
    CommandAnswersHandler,
    ConnectionChangedHandler,
    ConnectionsController,
    MasterDataHandler,
    OrderUpdatedHandler,
    SalesOrderCreatedHandler,
    OrdersController,
    DebtorEnsuredHandler,
    ListingsUpdatedHandler,
    ItemEnsuredHandler,
    ItemsController,
    StockPositionsHandler,
    StockAcceptedHandler,
    StockController,
    HeldWorkController,
  ],
  providers: [
    ...commands,
    ...connections,
    ...orders,
    ...debtors,
    ...catalogue,
    ...stock,
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
      }),
    ],
  };
}
