import { Catch, HttpException, HttpStatus, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { describeWithStack } from '../failure/describe-failure.js';

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
    const refused = refusedByParser(thrown);
    const status =
      thrown instanceof HttpException ? thrown.getStatus() : (refused?.status ?? HttpStatus.INTERNAL_SERVER_ERROR);
    if (status >= 500 && !(thrown instanceof HttpException)) this.logger.error(describeWithStack(thrown));
    response
      .status(status)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        status,
        ...(thrown instanceof HttpException
          ? detailsOf(thrown)
          : refused !== undefined
            ? { title: refused.title }
            : { title: 'Internal error', detail: 'The error was logged.' }),
        instance: request.path,
        ...(request.id === undefined ? {} : { requestId: request.id }),
      });
  }
}

/**
 * What the parser of bodies refuses (too large, another character set or encoding) comes as an error of its own kind, with the
 * status of the refusal; its text may quote the body, so it is not repeated.
 */
function refusedByParser(thrown: unknown): { status: number; title: string } | undefined {
  if (!(thrown instanceof Error) || !('expose' in thrown) || thrown.expose !== true) return undefined;
  const status = 'status' in thrown ? Number(thrown.status) : Number.NaN;
  if (!(status >= 400 && status < 500)) return undefined;
  return { status, title: status === 413 ? 'The body is too large: send less at once' : 'The body cannot be read' };
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
