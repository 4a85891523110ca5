import { MessagingModule } from '@connector/messaging';
import { PlatformModule } from '@connector/platform';
import { SealingModule } from '@connector/sealing';
import { Module, type DynamicModule } from '@nestjs/common';
import { PublishListings } from './catalogue/publish-listings.js';
import { PollCatalogueJob } from './catalogue/poll-catalogue.job.js';
import { ConfigureConnection } from './connections/configure-connection.js';
import { ConfigureConnectionHandler } from './connections/configure-connection.handler.js';
import { Connections } from './connections/connections.js';
import { KeepConnection } from './connections/keep-connection.js';
import type { AmazonGatewayEnvironment } from './environment.js';
import { ControlOrdersJob } from './orders/control-orders.job.js';
import { PollOrdersJob } from './orders/poll-orders.job.js';
import { PublishOrders } from './orders/publish-orders.js';
import { WalkOrders } from './orders/walk-orders.js';
import { database } from './persistence/database.js';
import { PollRunner } from './polling/poll-runner.js';
import { Polls } from './polling/polls.js';
import { Unreadable } from './polling/unreadable.js';
import { AccessTokens } from './selling-partner-api/access-tokens.js';
import { SellingPartnerClient } from './selling-partner-api/client.js';
import { ListingsApi } from './selling-partner-api/listings.js';
import { OrdersApi } from './selling-partner-api/orders.js';
import { RateLimiter } from './selling-partner-api/rate-limiter.js';
import { SellersApi } from './selling-partner-api/sellers.js';
import { SetStock } from './stock/set-stock.js';
import { SetStockHandler } from './stock/set-stock.handler.js';

const sellingPartnerApi = [AccessTokens, RateLimiter, SellingPartnerClient, OrdersApi, ListingsApi, SellersApi];

@Module({
  controllers: [ConfigureConnectionHandler, SetStockHandler],
  providers: [
    ...sellingPartnerApi,
    Connections,
    KeepConnection,
    ConfigureConnection,
    Polls,
    PollRunner,
    Unreadable,
    PublishOrders,
    WalkOrders,
    PollOrdersJob,
    ControlOrdersJob,
    PublishListings,
    PollCatalogueJob,
    SetStock,
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
      }),
    ],
  };
}
