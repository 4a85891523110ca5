import { Controller, Get, Header, HttpException, HttpStatus } from '@nestjs/common';
import { register } from 'prom-client';
import { Readiness } from './readiness.js';

/** What Kubernetes and Prometheus ask. A lost broker makes a service unready, never un-alive. */
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The event loop answers. */
  @Get('live')
  live(): { status: string } {
    return { status: 'alive' };
  }

  /** The service can take work. */
  @Get('ready')
  async ready(): Promise<{ status: string }> {
    const troubles = await this.readiness.troubles();
    if (Object.keys(troubles).length > 0) {
      throw new HttpException({ title: 'Not ready', troubles }, HttpStatus.SERVICE_UNAVAILABLE);
    }
    return { status: 'ready' };
  }

  /** Prometheus metrics. */
  @Get('metrics')
  @Header('content-type', register.contentType)
  async metrics(): Promise<string> {
    return register.metrics();
  }
}
