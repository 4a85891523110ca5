import { connectMessaging } from '@connector/messaging';
import { startService } from '@connector/platform';
import { ValidationPipe } from '@nestjs/common';
import { serveApiDocs } from './api/serve-api-docs.js';
import { appModule } from './app.module.js';
import { SyncCoreEnvironment } from './environment.js';
import { database } from './persistence/database.js';

await startService('sync-core', SyncCoreEnvironment, database, appModule, (app) => {
  app.useGlobalPipes(
    new ValidationPipe({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      transformOptions: { enableImplicitConversion: true, exposeDefaultValues: true },
    }),
  );
  serveApiDocs(app);
  connectMessaging(app);
});
