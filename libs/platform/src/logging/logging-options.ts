import { randomUUID } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import type { Params } from 'nestjs-pino';
import { describeFailure, describeWithStack } from '../failure/describe-failure.js';
import { currentWork } from '../work/current-work.js';
import { redactFields, redactText } from './redact.js';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly id: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Where a caller puts an id of its own, and where we put ours. */
const REQUEST_ID = 'x-request-id';

/**
 * JSON logs by pino. Each line says which work it belongs to: that of the message or job under way, or the HTTP request. No
 * bodies, headers or query strings; secrets and buyers' data are hidden by field and by form (see `redact.ts`).
 */
export function loggingOptions(service: string, level: string): Params {
  return {
    pinoHttp: {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }), log: redactFields },
      mixin: fieldsOfWork,
      hooks: { streamWrite: redactText },
      wrapSerializers: false,
      serializers: {
        req: (request: Request) => ({ id: request.id, method: request.method, path: pathOf(request) }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
        err: (error: unknown) => ({
          type: typeOf(error),
          message: describeFailure(error),
          stack: describeWithStack(error),
        }),
      },
      genReqId: (request, response) => {
        const id = givenId(request.headers[REQUEST_ID]) ?? randomUUID();
        response.setHeader(REQUEST_ID, id);
        return id;
      },
      quietReqLogger: true,
      customAttributeKeys: { reqId: 'correlationId' },
      customProps: (request) => connectionOf(request as unknown as Request),
      autoLogging: { ignore: (request) => /^\/(live|ready|metrics)$/.test(request.url ?? '') },
    },
  };
}

function fieldsOfWork(): object {
  const span = trace.getActiveSpan()?.spanContext();
  const { traceparent: _for_messages, ...work } = currentWork() ?? {};
  return { ...work, ...(span === undefined ? {} : { traceId: span.traceId, spanId: span.spanId }) };
}

function givenId(header: unknown): string | undefined {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : undefined;
}

function connectionOf(request: Request): { connectionId?: string } {
  const found = /[/=]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?&]|$)/i.exec(request.url ?? '');
  return found?.[1] === undefined ? {} : { connectionId: found[1] };
}

const pathOf = (request: Request): string | undefined => request.url?.split('?')[0];

const typeOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
