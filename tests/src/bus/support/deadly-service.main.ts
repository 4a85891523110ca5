import { setAmazonStockV1 } from '@connector/contracts';
import { createService } from './impersonated-service.js';

const { DATABASE_URL = '', AMQP_URL = '', DEADLY_SKU = '' } = process.env;

/** A service in a process of its own, which one message ends each time: as by the lack of memory, without a last word. */
const service = await createService({
  infrastructure: { databaseUrlFor: () => DATABASE_URL, adminAmqpUrl: AMQP_URL },
});
service.on(setAmazonStockV1, async (delivery, body) => {
  if ((body as { sku: string }).sku === DEADLY_SKU) process.kill(process.pid, 'SIGKILL');
  await service.takeEffect(delivery);
});
await service.app.startAllMicroservices();
process.once('SIGTERM', () => void service.stop().then(() => process.exit(0)));
