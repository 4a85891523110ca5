import { describe, expect, it } from '@jest/globals';
import { pino, type LoggerOptions } from 'pino';
import { inWork } from '../work/current-work.js';
import { loggingOptions } from './logging-options.js';

function loggerInto(lines: Record<string, unknown>[]) {
  const options = loggingOptions('sync-core', 'info').pinoHttp as LoggerOptions;
  return pino(options, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
}

describe('a log line', () => {
  const work = { correlationId: '402-1234567-1234567', connectionId: '019ab0c2-7a00-7000-8000-00000000c0de' };

  it('is JSON with level, time and service', () => {
    const lines: Record<string, unknown>[] = [];
    loggerInto(lines).warn('The outbox waits');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        service: 'sync-core',
        message: 'The outbox waits',
        time: expect.any(String),
      }),
    ]);
  });

  it('names the order and the connection that are worked on, across awaits, and none outside', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = loggerInto(lines);
    await Promise.all([
      inWork(work, async () => {
        await Promise.resolve();
        inWork({ messageType: 'amazon.order.updated.v1' }, () => logger.info('inside'));
      }),
      inWork({ correlationId: 'another' }, async () => logger.info('elsewhere')),
    ]);
    logger.info('outside');
    const inside = lines.find(({ message }) => message === 'inside');
    expect(inside).toMatchObject({ ...work, messageType: 'amazon.order.updated.v1' });
    expect(lines.find(({ message }) => message === 'elsewhere')).toMatchObject({ correlationId: 'another' });
    expect(lines.find(({ message }) => message === 'outside')).not.toHaveProperty('correlationId');
  });

  it('S-08: hides secrets in text and in fields, and the words of an error that may quote data', () => {
    const lines: Record<string, unknown>[] = [];
    const logger = loggerInto(lines);
    logger.info({ refreshToken: 'Canary', order: { buyerName: 'Canary' } }, 'for canary@example.org');
    logger.error({ err: Object.assign(new SyntaxError('Unexpected token, "Canary" is not valid JSON')) }, 'failed');
    expect(JSON.stringify(lines)).not.toMatch(/canary/i);
    expect(lines[1]).toMatchObject({ err: { type: 'SyntaxError', stack: expect.stringMatching(/ at /) } });
  });
});
