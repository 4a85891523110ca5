import { setTimeout as wait } from 'node:timers/promises';
import { declareTopology } from '@connector/messaging';
import { variable } from './command.js';

const ATTEMPTS = 60;
const NOT_YET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ENOTFOUND']);

/** Declares what the services publish to and read from; waits for a broker that is not up yet. */
export async function topology(): Promise<void> {
  const url = variable('AMQP_URL', 'the URL of a broker user that may declare');
  const delays = process.env['RETRY_DELAYS_MS']?.split(',').map(Number);
  for (let attempt = 1; ; attempt++) {
    try {
      const { queues } = await declareTopology(url, delays === undefined ? {} : { retryDelaysMs: delays });
      process.stdout.write(`topology: ${queues.length} queues declared\n`);
      return;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (attempt === ATTEMPTS || !NOT_YET.has(code ?? '')) throw error;
      process.stdout.write(`topology: waiting for RabbitMQ (${message})\n`);
      await wait(2_000);
    }
  }
}
