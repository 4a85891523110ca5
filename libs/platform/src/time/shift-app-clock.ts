import type { DataSource } from 'typeorm';
import type { ServiceEnvironment } from '../environment/service-environment.js';

/** Makes `app_now()` show what the {@link Clock} of this process shows; removes an old shift where the clock is the real one. */
export async function shiftAppClock(
  db: DataSource,
  schema: string,
  environment: Pick<ServiceEnvironment, 'CLOCK_SHOWS' | 'CLOCK_STARTED' | 'CLOCK_SPEED'>,
): Promise<void> {
  const { CLOCK_SHOWS: shows, CLOCK_STARTED: started, CLOCK_SPEED: speed } = environment;
  if (shows === undefined && speed === 1) {
    const [row] = await db.query<{ found: boolean }[]>(`SELECT exists (SELECT 1 FROM ${schema}.app_clock) AS found`);
    if (row?.found === true) await db.query(`DELETE FROM ${schema}.app_clock`);
    return;
  }
  const real = started ?? new Date().toISOString();
  await db.query(
    `INSERT INTO ${schema}.app_clock (started, shows, speed) VALUES ($1, $2, $3)
     ON CONFLICT (only_row) DO UPDATE SET started = excluded.started, shows = excluded.shows, speed = excluded.speed`,
    [real, shows ?? real, speed],
  );
}
