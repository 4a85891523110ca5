import type { IncomingMessage, ServerResponse } from 'node:http';
import type { INestApplication } from '@nestjs/common';

/** Larger than any message of Exact. */
const MOST_BYTES = 100 * 1024;

/**
 * Keeps the very bytes of webhooks, whatever their type says and also when there are none: the signature is over them. What is
 * larger than any message of Exact is turned away unread.
 */
export function keepWebhookBodies(app: INestApplication): void {
  app.use(
    '/webhooks/exact',
    (request: IncomingMessage & { body?: Buffer }, response: ServerResponse, next: (error?: unknown) => void) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= MOST_BYTES) chunks.push(chunk);
        else if (!response.headersSent) response.writeHead(413, { connection: 'close' }).end();
      });
      request.on('error', next);
      request.on('end', () => {
        if (bytes > MOST_BYTES) return;
        request.body = Buffer.concat(chunks);
        next();
      });
    },
  );
}
