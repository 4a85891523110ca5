import { Controller, Logger, Post, Req, Res } from '@nestjs/common';
import { Counter } from 'prom-client';
import { ReceiveWebhook } from './receive-webhook.js';

const received = new Counter({
  name: 'exact_webhooks_total',
  help: 'Webhooks of Exact Online by what became of them',
  labelNames: ['verdict'] as const,
});

/** Where Exact tells that something changed. Answered at once; the work comes later. */
@Controller('webhooks')
export class WebhooksController {
  private readonly logger = new Logger(WebhooksController.name);

  constructor(private readonly webhook: ReceiveWebhook) {}

  @Post('exact')
  async exact(
    @Req() request: { readonly body?: unknown },
    @Res() answer: { status(code: number): { end(): void } },
  ): Promise<void> {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const verdict = await this.webhook.receive(raw);
    received.inc({ verdict });
    if (verdict === 'refused') this.logger.warn(`A webhook of ${raw.length} bytes was not believed`);
    answer.status(verdict === 'refused' ? 403 : 200).end();
  }
}
