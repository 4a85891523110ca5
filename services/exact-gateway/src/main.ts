import { startService } from '@connector/platform';
import { connectMessaging } from '@connector/messaging';
import { appModule } from './app.module.js';
import { ExactGatewayEnvironment } from './environment.js';
import { database } from './persistence/database.js';
import { keepWebhookBodies } from './webhooks/raw-bodies.js';

await startService('exact-gateway', ExactGatewayEnvironment, database, appModule, (app) => {
  keepWebhookBodies(app);
  connectMessaging(app);
});
