import { describe, expect, it } from '@jest/globals';
import { allContracts, lanes, subscriptions, type Lane, type ServiceName } from './index.js';

const bindings = Object.entries(subscriptions).flatMap(([service, byLane]) =>
  Object.entries(byLane).flatMap(([lane, bound]) =>
    bound.map((contract) => ({ service: service as ServiceName, lane: lane as Lane, contract })),
  ),
);

describe('the topology', () => {
  it('binds every contract that is declared: a message to which nobody listens could not be published', () => {
    const bound = new Set(bindings.map(({ contract }) => contract.name));
    expect(allContracts().filter(({ name }) => !bound.has(name))).toEqual([]);
  });

  it('binds nothing that is not declared', () => {
    for (const { contract } of bindings) expect(allContracts()).toContain(contract);
  });

  it('gives a command to one service and one lane: the one that owns it', () => {
    for (const { name } of allContracts().filter(({ kind }) => kind === 'command')) {
      const receivers = bindings.filter(({ contract }) => contract.name === name);
      expect(receivers.map(({ service }) => service)).toEqual([`${name.split('.')[0]}-gateway`]);
    }
  });

  it('gives a message to a service once, in one lane', () => {
    const places = bindings.map(({ service, contract }) => `${service} ${contract.name}`);
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  });

  it('sends no service its own events', () => {
    const own = bindings.filter(
      ({ service, contract }) => contract.kind === 'event' && service.startsWith(contract.name.split('.')[0]!),
    );
    expect(own).toEqual([]);
  });

  it('knows the lanes that it uses, and no empty one', () => {
    for (const byLane of Object.values(subscriptions)) {
      for (const [lane, bound] of Object.entries(byLane)) {
        expect(lanes).toContain(lane);
        expect(bound.length).toBeGreaterThan(0);
      }
    }
  });
});
