import { describe, expect, it } from '@jest/globals';
import { array, assert, boolean, constantFrom, nat, property, record } from 'fast-check';
import { connectionStatus, type ConnectionFacts, type SideStatus } from './connection-status.js';

const good: ConnectionFacts = {
  pausedByPerson: false,
  sides: ['connected', 'connected'],
  hasMasterData: true,
  asks: false,
  faults: 0,
};
const side = constantFrom<SideStatus>('unknown', 'connected', 'paused', 'refused');
const anyFacts = record({
  pausedByPerson: boolean(),
  sides: array(side, { minLength: 2, maxLength: 2 }),
  hasMasterData: boolean(),
  asks: boolean(),
  faults: nat(3),
});

describe('The status of a connection', () => {
  it('V2: works when both platforms accept it and the installation has no fault', () => {
    expect(connectionStatus(good)).toBe('active');
    expect(connectionStatus({ ...good, faults: 1 })).toBe('incomplete');
    expect(connectionStatus({ ...good, hasMasterData: false })).toBe('configuring');
    expect(connectionStatus({ ...good, sides: ['connected', 'unknown'] })).toBe('configuring');
    expect(connectionStatus({ ...good, sides: ['refused', 'connected'] })).toBe('paused');
  });

  it('V4: asks before the first write, also when the new division lacks something', () => {
    expect(connectionStatus({ ...good, asks: true })).toBe('asks');
    expect(connectionStatus({ ...good, asks: true, faults: 2 })).toBe('asks');
  });

  it('V4: is never active while a person is asked, paused, refused, or anything is missing', () => {
    assert(
      property(anyFacts, (facts) => {
        const isWhole =
          !facts.pausedByPerson &&
          !facts.asks &&
          facts.hasMasterData &&
          facts.faults === 0 &&
          facts.sides.every((status) => status === 'connected');
        expect(connectionStatus(facts) === 'active').toBe(isWhole);
      }),
    );
  });
});
