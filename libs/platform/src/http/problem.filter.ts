import { Catch, HttpException, HttpStatus, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { describeFailure } from '../failure/failure.js';

interface ProblemRequest {
  readonly path: string;
  readonly id?: unknown;
}

interface ProblemResponse {
  status(code: number): this;
  type(mediaType: string): this;
  send(body: object): void;
}

/** Errors as `application/problem+json` (RFC 9457): what, where, what to do; no stack, no SQL. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const request = host.switchToHttp().getRequest<ProblemRequest>();
    const response = host.switchToHttp().getResponse<ProblemResponse>();
    const status = thrown instanceof HttpException ? thrown.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR;
    if (status >= 500 && !(thrown instanceof HttpException))
      this.logger.error(describeFailure(thrown), stackOf(thrown));
    response
      .status(status)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        status,
        ...(thrown instanceof HttpException
          ? detailsOf(thrown)
          : { title: 'Internal error', detail: 'The error was logged.' }),
        instance: request.path,
        ...(request.id === undefined ? {} : { requestId: request.id }),
      });
  }
}

function detailsOf(exception: HttpException): Record<string, unknown> {
  const body = exception.getResponse();
  if (typeof body === 'string') return { title: body };
  const { message, error, statusCode: _status, title, ...rest } = body as Record<string, unknown>;
  const messages = Array.isArray(message) ? message : undefined;
  return {
    title: title ?? error ?? exception.name,
    ...(messages !== undefined
      ? { detail: messages.join('; '), faults: messages }
      : typeof message === 'string'
        ? { detail: message }
        : {}),
    ...rest,
  };
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined;
}
