import { describe, expect, it } from '@jest/globals';
import { ToldByProcesses } from './told-by-processes.js';

describe('What the processes of a chaos run have told', () => {
  it('counts the deaths of each process at each boundary', () => {
    const told = new ToldByProcesses();
    told.hear('sync-core', { diesAt: 'inbox.committed' });
    told.hear('sync-core-2', { diesAt: 'inbox.committed' });
    told.hear('exact-gateway', { diesAt: 'outbox.claimed' });
    expect(told.deathsAt('inbox.committed', ['sync-core', 'sync-core-2', 'sync-core-3'])).toBe(2);
    expect(told.deathsAt('outbox.claimed', ['sync-core', 'sync-core-2'])).toBe(0);
  });

  it('knows the refreshes that died with a process: requested, and their answer never stored', () => {
    const told = new ToldByProcesses();
    for (const boundary of ['requested', 'answered', 'stored', 'requested', 'answered'] as const)
      told.hear('exact-gateway', { passed: `exact.token-${boundary}` });
    told.hear('exact-gateway', { diesAt: 'exact.token-answered' });
    expect(told.refreshesBrokenOff).toBe(1);
  });
});
