import { describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, string } from 'fast-check';
import { linesOf } from './lines.js';

async function* inParts(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

const read = async (...parts: string[]): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of linesOf(inParts(parts))) lines.push(line);
  return lines;
};

describe('The lines of a document', () => {
  it('end at a line feed, with a carriage return before it or not', async () => {
    expect(await read('one\ntwo\r\nthr', 'ee\r', '\nfour\n')).toEqual(['one', 'two', 'three', 'four']);
    expect(await read('one\n\ntwo')).toEqual(['one', '', 'two']);
    expect(await read()).toEqual([]);
  });

  it.each([['\u2028'], ['\u2029'], ['\r'], ['\u0085'], ['\v'], ['\f']])(
    'end at no other character: %j',
    async (character) => {
      expect(await read(`a${character}b\nc`, character, 'd\n')).toEqual([`a${character}b`, `c${character}d`]);
    },
  );

  it('are the same wherever the text was cut into parts', async () => {
    const piece = constantFrom('\n', '\r\n', '\r', '\u2028', 'a', 'b\tc');
    await assert(
      asyncProperty(array(piece), array(string({ maxLength: 0 })), async (pieces, empty) => {
        const whole = pieces.join('');
        expect(await read(...whole, ...empty)).toEqual(await read(whole));
      }),
    );
  });
});
