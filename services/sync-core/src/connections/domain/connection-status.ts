/**
 * `configuring`: waiting for the platforms; `asks`: before the first write into a division a person must confirm (domain V4);
 * `incomplete`: the installation has faults; `active`; `paused`: by a person or because a platform refuses us.
 */
export type ConnectionStatus = 'configuring' | 'asks' | 'incomplete' | 'active' | 'paused';

/** What one platform last said of its side of the connection. */
export type SideStatus = 'unknown' | 'connected' | 'paused' | 'refused';

/** What the status of a connection follows from. */
export interface ConnectionFacts {
  readonly pausedByPerson: boolean;
  readonly sides: readonly SideStatus[];
  /** what the division has was read */
  readonly hasMasterData: boolean;
  /** it is about to go live, and nobody has confirmed it yet */
  readonly asks: boolean;
  readonly faults: number;
}

/** Only an active connection writes: nothing leaves while a person is asked, whatever else is in order. */
export function connectionStatus(facts: ConnectionFacts): ConnectionStatus {
  if (facts.pausedByPerson || facts.sides.includes('refused')) return 'paused';
  if (!facts.hasMasterData || facts.sides.some((side) => side !== 'connected')) return 'configuring';
  if (facts.asks) return 'asks';
  return facts.faults > 0 ? 'incomplete' : 'active';
}
