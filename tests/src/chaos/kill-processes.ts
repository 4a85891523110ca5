import { setTimeout as wait } from 'node:timers/promises';
import type { Stack } from '@connector/demo';
import { BOUNDARIES, type Boundary } from '@connector/platform';
import type { Random } from '@connector/simulation';
import type { ToldByProcesses } from './told-by-processes.js';

const SERVICES = ['amazon-gateway', 'exact-gateway', 'sync-core'] as const;
const REACHED_WITHIN_MS = 20_000;
/** Longer than any lease that a dead process leaves behind, so that its work surely comes to somebody else. */
const MISSED_WITHIN_MS = 400_000;
const LEAD_EVERY_MS = 8_000;
const DEAD_WITHIN_MS = 30_000;

type Process = Stack['processes'][number];

export interface KillPlan {
  readonly kills: number;
  /** before each kill; the run may wait for something else */
  next(kill: number): Promise<void>;
  /** makes something happen that leads a service to this boundary */
  lead(boundary: Boundary, service: string): Promise<void>;
  say(line: string): void;
}

export interface Kills {
  readonly atRandom: number;
  /** how often a process died at each boundary; a boundary that none reached is 0 */
  readonly atBoundary: Readonly<Record<Boundary, number>>;
}

/**
 * In each service by itself: `kill -9` at the next boundary of its list, round and round, and every third time at random. The first
 * round goes over all boundaries together, so that few kills are enough for every one of them.
 */
export async function killProcesses(
  stack: Stack,
  told: ToldByProcesses,
  random: Random,
  plan: KillPlan,
): Promise<Kills> {
  const atBoundary = Object.fromEntries(BOUNDARIES.map((boundary) => [boundary, 0])) as Record<Boundary, number>;
  let begun = 0;
  let atRandom = 0;
  const killIn = async (service: string): Promise<void> => {
    const replicas = replicasOf(stack, service);
    const rounds = firstRound(service);
    for (let turn = 0; begun < plan.kills; turn++) {
      await plan.next(begun++);
      const boundary = turn % 3 === 2 ? undefined : rounds.shift()!;
      if (rounds.length === 0) rounds.push(...passedBy(service));
      if (
        boundary !== undefined &&
        (await dieAt(replicas, told, boundary, () => plan.lead(boundary, service), REACHED_WITHIN_MS))
      ) {
        atBoundary[boundary] += 1;
        continue;
      }
      if (boundary !== undefined) {
        plan.say(`nobody came to ${boundary} in time`);
        rounds.push(boundary);
      }
      await killNow(replicas[Math.floor(random.next() * replicas.length)]!);
      atRandom += 1;
    }
  };
  await Promise.all(SERVICES.map(killIn));
  return { atRandom, atBoundary };
}

/**
 * Lets a process die at each boundary that nobody came to in the storm: work is brought until one does. What is 0 after that was
 * not tested, and the run fails for it.
 */
export async function strikeMissed(
  stack: Stack,
  told: ToldByProcesses,
  plan: Pick<KillPlan, 'lead' | 'say'>,
  { atRandom, atBoundary }: Kills,
): Promise<Kills> {
  const struck = { ...atBoundary };
  const missed = BOUNDARIES.filter((boundary) => struck[boundary] === 0);
  const strikeIn = async (service: string): Promise<void> => {
    const own = missed.filter((boundary) => SERVICES.find((first) => passedBy(first).includes(boundary)) === service);
    for (const boundary of own) {
      plan.say(`work is brought to ${service} until it passes ${boundary}`);
      const lead = (): Promise<void> => plan.lead(boundary, service);
      if (await dieAt(replicasOf(stack, service), told, boundary, lead, MISSED_WITHIN_MS)) struck[boundary] += 1;
      else plan.say(`nobody came to ${boundary} within ${MISSED_WITHIN_MS / 1_000} s`);
    }
  };
  await Promise.all(SERVICES.map(strikeIn));
  return { atRandom, atBoundary: struck };
}

/** The first of the processes that passes the boundary dies there. False: none passed it in time. */
async function dieAt(
  replicas: readonly Process[],
  told: ToldByProcesses,
  boundary: Boundary,
  lead: () => Promise<void>,
  withinMs: number,
): Promise<boolean> {
  const names = replicas.map(({ name }) => name);
  const before = told.deathsAt(boundary, names);
  const end = Date.now() + withinMs;
  for (let leadAt = 0; told.deathsAt(boundary, names) === before && Date.now() < end;) {
    // one that was just started again must be told, too
    for (const replica of replicas) replica.tell({ dieAt: boundary });
    if (Date.now() >= leadAt) {
      // the broker or the API may be away at this moment
      await lead().catch(() => undefined);
      leadAt = Date.now() + LEAD_EVERY_MS;
    }
    await wait(100);
  }
  for (const replica of replicas) replica.tell({});
  return told.deathsAt(boundary, names) > before;
}

/** Returns when the process is dead; one that is just being started is waited for. */
async function killNow(replica: Process): Promise<void> {
  const before = replica.restarts;
  for (const end = Date.now() + DEAD_WITHIN_MS; replica.restarts === before && Date.now() < end;) {
    replica.kill();
    await wait(100);
  }
}

function replicasOf(stack: Stack, service: string): Process[] {
  return stack.processes.filter(
    ({ name }) => name === service || (name.startsWith(`${service}-`) && !name.endsWith('sandbox')),
  );
}

/** The boundaries that a service passes. The gateways answer commands from a ledger and need no inbox. */
function passedBy(service: string): Boundary[] {
  return BOUNDARIES.filter((boundary) => {
    const [owner] = boundary.split('.');
    if (owner === 'inbox') return service === 'sync-core';
    return owner === 'amazon' || owner === 'exact' ? service === `${owner}-gateway` : true;
  });
}

/** A service's share of all boundaries: what it alone passes, and its part of what all of them pass. */
function firstRound(service: string): Boundary[] {
  return passedBy(service).filter((boundary) => {
    const others = SERVICES.filter((candidate) => passedBy(candidate).includes(boundary));
    return others[BOUNDARIES.indexOf(boundary) % others.length] === service;
  });
}
