import { runFromEnvironment } from '@connector/simulation';
import { AMAZON_APPLICATION_ID, AMAZON_CLIENT_ID, AMAZON_CLIENT_SECRET, AWS_KEY, startAmazonSandbox } from './index.js';

await runFromEnvironment('Amazon', 4020, startAmazonSandbox, [
  `application ${AMAZON_APPLICATION_ID}, client id ${AMAZON_CLIENT_ID}, client secret ${AMAZON_CLIENT_SECRET}`,
  `queues of notifications: AWS access key id ${AWS_KEY.id}, secret access key ${AWS_KEY.secret}`,
]);
