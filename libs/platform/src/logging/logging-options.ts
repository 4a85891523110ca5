import type { Params } from 'nestjs-pino';

/** Fields whose values never reach a log, wherever they stand. */
const HIDDEN = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'refreshToken',
  'accessToken',
  'client_secret',
  'clientSecret',
  'code',
  'personalData',
  'remarks',
  'name',
  'buyerName',
  'buyerEmail',
  'email',
  'phone',
  'addressLine1',
  'addressLine2',
  'addressLine3',
  'postcode',
  'postalCode',
  'vatNumber',
];

/** JSON logs by pino: no request bodies, no query strings, secrets and buyers' data redacted. */
export function loggingOptions(service: string, level: string): Params {
  return {
    pinoHttp: {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label: string) => ({ level: label }) },
      redact: {
        paths: HIDDEN.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]).concat('req.headers'),
        censor: '[hidden]',
      },
      serializers: {
        req: (request: { method: string; url: string; id: unknown }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?')[0],
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
      autoLogging: { ignore: (request) => /^\/(live|ready|metrics)$/.test(request.url ?? '') },
    },
  };
}
