import { updateExactItemV1 } from '@connector/contracts';
import { provideInfrastructure, type Infrastructure } from '@connector/local-infrastructure';
import { uuidV7, type UnitOfWork } from '@connector/messaging';
import { databaseOptions, migrate } from '@connector/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import { SyncCoreEnvironment } from '../environment.js';
import { database } from '../persistence/database.js';
import { priority, type Priority } from './domain/priority.js';
import { exactWindow } from './domain/release-window.js';
import { ReleaseCommandsJob } from './release-commands.job.js';
import { ReleaseCommands } from './release-commands.js';
import { Steps } from './steps.js';

const DIVISION = 123_456;
const WINDOW = exactWindow(DIVISION);
const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map((end) => `019ab0c2-7a00-7000-8000-00000000000${end}`) as [
  string,
  string,
  string,
];

describe('V5: what leaves for a division that several connections share', () => {
  let infrastructure: Infrastructure;
  let db: DataSource;
  const release = new ReleaseCommands(new SyncCoreEnvironment());

  beforeAll(async () => {
    infrastructure = await provideInfrastructure({ name: 'release' });
    await migrate(infrastructure.adminDatabaseUrl, database);
    db = new DataSource(databaseOptions(infrastructure.adminDatabaseUrl, database));
    await db.initialize();
    for (const id of [FIRST, SECOND, THIRD]) await connectionRow(id);
  });

  beforeEach(() => db.query(`TRUNCATE sync_core.command, sync_core.release_window, sync_core.outbox_message`));

  afterAll(async () => {
    await db?.destroy();
    await infrastructure?.stop();
  });

  const connectionRow = async (id: string): Promise<void> => {
    await db.query(
      `INSERT INTO sync_core.connection (id, name, seller_id, region, site, division, settings, status, paused_by_person, dry_run,
         faults, amazon_side, exact_side, revision, created_at)
       VALUES ($1::text::uuid, $1::text, $1::text, 'eu', 'nl', $2, '{}', 'active', false, false, '[]', '{}', '{}', 1, now())`,
      [id, DIVISION],
    );
  };

  const ask = async (connectionId: string, count: number, urgency: Priority = priority.order): Promise<void> => {
    for (let index = 0; index < count; index++) {
      await db.query(
        `INSERT INTO sync_core.command (id, connection_id, "window", contract, body, priority, state, release, in_doubt, subject_kind,
           subject_id, correlation_id, created_at)
         VALUES ($1::text::uuid, $2, $3, $4, $5, $6, 'waiting', 0, false, 'item', $1::text, 'test', clock_timestamp())`,
        [uuidV7(), connectionId, WINDOW, updateExactItemV1.name, updateExactItemV1.example, urgency],
      );
    }
  };

  /** Lets out what there is room for. Whose commands left, in that order; all of them are answered at once. */
  const round = async (): Promise<string[]> => {
    await db.transaction((tx) => release.next(tx, WINDOW));
    const [rows] = await db.query<[{ connection_id: string }[], number]>(
      `UPDATE sync_core.command SET state = 'done' WHERE state = 'sent' RETURNING connection_id`,
    );
    return rows.map((row) => row.connection_id);
  };

  it('is at most two commands at a time', async () => {
    await ask(FIRST, 5);
    await db.transaction((tx) => release.next(tx, WINDOW));
    await db.transaction((tx) => release.next(tx, WINDOW));
    const sent = await db.query<unknown[]>(`SELECT 1 FROM sync_core.command WHERE state = 'sent'`);
    expect(sent).toHaveLength(2);
  });

  it('R-25: is theirs by turns, however long the backlog of one of them', async () => {
    await ask(FIRST, 40);
    await ask(SECOND, 4);
    await ask(THIRD, 4);
    const left: string[] = [];
    for (let turn = 0; turn < 6; turn++) left.push(...(await round()));
    for (const id of [FIRST, SECOND, THIRD]) expect(left.filter((of) => of === id)).toHaveLength(4);
  });

  it('is the most urgent first, whosever turn it is', async () => {
    await ask(FIRST, 4, priority.catalogue);
    await ask(SECOND, 4, priority.catalogue);
    await round();
    await ask(FIRST, 2, priority.person);
    await ask(SECOND, 2, priority.order);
    expect(await round()).toEqual([FIRST, FIRST]);
    expect(await round()).toEqual([SECOND, SECOND]);
  });

  it('R-25: of one connection is what ends an order before what begins the next', async () => {
    await ask(FIRST, 3);
    const last = uuidV7();
    await db.query(
      `INSERT INTO sync_core.command (id, connection_id, "window", contract, body, priority, finishes, state, release, in_doubt, subject_kind,
         subject_id, correlation_id, created_at)
       VALUES ($1::text::uuid, $2, $3, $4, $5, $6, true, 'waiting', 0, false, 'item', $1::text, 'test', clock_timestamp())`,
      [last, FIRST, WINDOW, updateExactItemV1.name, updateExactItemV1.example, priority.order],
    );
    await db.transaction((tx) => release.next(tx, WINDOW));
    const sent = await db.query<{ id: string }[]>(`SELECT id FROM sync_core.command WHERE state = 'sent'`);
    expect(sent).toHaveLength(2);
    expect(sent.map(({ id }) => id)).toContain(last);
  });

  it('goes on beside two doubts, also when nothing but the clock looks', async () => {
    await ask(FIRST, 4);
    await db.transaction((tx) => release.next(tx, WINDOW));
    await db.query(`UPDATE sync_core.command SET in_doubt = true WHERE state = 'sent'`);
    const unitOfWork = { run: (work: (tx: EntityManager) => Promise<unknown>) => db.transaction(work) };
    const steps = new Steps(unitOfWork as unknown as UnitOfWork, undefined as never, release);
    await new ReleaseCommandsJob(db, steps).tick();
    const sent = await db.query<unknown[]>(`SELECT 1 FROM sync_core.command WHERE state = 'sent'`);
    expect(sent).toHaveLength(4);
  });

  it('is nothing before the time that a quota names', async () => {
    await ask(FIRST, 1);
    await db.transaction((tx) => release.next(tx, exactWindow(1)));
    await db.query(
      `INSERT INTO sync_core.release_window ("window", slots, not_before) VALUES ($1, 2, now() + interval '1 minute')`,
      [WINDOW],
    );
    expect(await round()).toEqual([]);
  });
});
