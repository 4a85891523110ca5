import { describe, expect, it } from '@jest/globals';
import { HandlingGate } from './handling-gate.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('The gate before the handlers of a process', () => {
  it('lets ordinary messages in side by side', async () => {
    const gate = new HandlingGate();
    await Promise.all([gate.enter(false), gate.enter(false), gate.enter(false)]);
  });

  it('lets a suspicious message in when the others have ended, and nobody beside it', async () => {
    const gate = new HandlingGate();
    const entered: string[] = [];
    const [first, second] = [await gate.enter(false), await gate.enter(false)];
    const alone = gate.enter(true).then((leave) => (entered.push('alone'), leave));
    const later = gate.enter(false).then((leave) => (entered.push('later'), leave));
    first();
    await turn();
    expect(entered).toEqual([]);
    second();
    await turn();
    expect(entered).toEqual(['alone']);
    (await alone)();
    (await later)();
    expect(entered).toEqual(['alone', 'later']);
  });

  it('lets suspicious messages in one after the other, however many there are', async () => {
    const gate = new HandlingGate();
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const leave = await gate.enter(true);
        most = Math.max(most, ++inside);
        await turn();
        inside -= 1;
        leave();
      }),
    );
    expect(most).toBe(1);
  });
});
