import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options.js';

/** Lets the operator pass, who presents the service's token as `Authorization: Bearer …`. Without a token nobody passes. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(@Inject(MESSAGING_OPTIONS) private readonly options: Pick<MessagingOptions, 'operatorToken'>) {}

  canActivate(context: ExecutionContext): boolean {
    const { operatorToken } = this.options;
    if (operatorToken === undefined) throw new UnauthorizedException('This service was given no token for operators');
    const { headers } = context.switchToHttp().getRequest<{ headers: { authorization?: string } }>();
    const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    if (timingSafeEqual(digest(given), digest(operatorToken))) return true;
    throw new UnauthorizedException('Present the token as "Authorization: Bearer <token>"');
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
