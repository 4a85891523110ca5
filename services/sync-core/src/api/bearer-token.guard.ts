import { timingSafeEqual, createHash } from 'node:crypto';
import { ENVIRONMENT } from '@connector/platform';
import { Inject, Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { SyncCoreEnvironment } from '../environment.js';

/** Lets a request pass that presents the API token as `Authorization: Bearer …`. */
@Injectable()
export class BearerTokenGuard implements CanActivate {
  constructor(@Inject(ENVIRONMENT) private readonly environment: SyncCoreEnvironment) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>();
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    if (timingSafeEqual(digest(given), digest(this.environment.API_TOKEN))) return true;
    throw new UnauthorizedException('Present the API token as "Authorization: Bearer <token>"');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
