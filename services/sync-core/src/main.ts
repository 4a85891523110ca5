import { connectMessaging } from '@connector/messaging';
import { startService } from '@connector/platform';
import { attachApi } from './api/attach-api.js';
import { appModule } from './app.module.js';
import { SyncCoreEnvironment } from './environment.js';
import { database } from './persistence/database.js';

await startService('sync-core', SyncCoreEnvironment, database, appModule, (app) => {
  attachApi(app);
  connectMessaging(app);
});
