import { connectMessaging } from '@connector/messaging';
import { startService } from '@connector/platform';
import { appModule } from './app.module.js';
import { AmazonGatewayEnvironment } from './environment.js';
import { database } from './persistence/database.js';

await startService('amazon-gateway', AmazonGatewayEnvironment, database, appModule, (app) => connectMessaging(app));
