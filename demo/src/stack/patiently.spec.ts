import { describe, expect, it } from '@jest/globals';
import { AnswerError, Unreachable } from '../clients/json-client.js';
import { patiently } from './patiently.js';

describe('A step of the day', () => {
  it('is taken again while a server is away', async () => {
    let taken = 0;
    const step = async (): Promise<string> => {
      taken += 1;
      if (taken === 1) throw new Unreachable('nothing answers');
      return 'done';
    };
    expect(await patiently(60_000, step)).toBe('done');
    expect(taken).toBe(2);
  });

  it('is given up when the patience has come to its end', async () => {
    const step = async (): Promise<never> => {
      throw new Unreachable('nothing answers');
    };
    await expect(patiently(-1, step)).rejects.toThrow('nothing answers');
  });

  it('is not taken again when the server refuses it', async () => {
    let taken = 0;
    const step = async (): Promise<never> => {
      taken += 1;
      throw new AnswerError('409');
    };
    await expect(patiently(60_000, step)).rejects.toThrow('409');
    expect(taken).toBe(1);
  });
});
