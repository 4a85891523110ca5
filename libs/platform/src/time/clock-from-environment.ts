import type { ServiceEnvironment } from '../environment/service-environment.js';
import { shiftedClock, systemClock, type Clock } from './clock.js';

type ClockVariables = Pick<ServiceEnvironment, 'CLOCK_SHOWS' | 'CLOCK_STARTED' | 'CLOCK_SPEED'>;

/** The business clock: the real time, unless a demo or a test shifts it by CLOCK_SHOWS, CLOCK_STARTED and CLOCK_SPEED. */
export function clockFromEnvironment(environment: ClockVariables): Clock {
  const { CLOCK_SHOWS: shows, CLOCK_STARTED: started, CLOCK_SPEED: speed } = environment;
  if (shows === undefined && speed === 1) return systemClock;
  const real = started === undefined ? new Date() : new Date(started);
  return shiftedClock({ real, shown: shows === undefined ? real : new Date(shows), speed });
}
