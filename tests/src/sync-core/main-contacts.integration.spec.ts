import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactMainContactsV1,
  exactCommandRefusedV1,
  exactDebtorEnsuredV1,
  type AmazonOrderPersonalDataV1,
} from '@connector/contracts';
import { messagePlace } from '@connector/sealing';
import { EnsureMainContactsJob } from '@connector/sync-core/debtors/ensure-main-contacts.job';
import { until } from '../bus/support/until.js';
import { buyer } from './invented.js';
import type { Answer, ReceivedCommand } from './scripted-gateways.js';
import { setStage, type Stage } from './stage.js';
import { exactId, willingPlatforms } from './willing-platforms.js';

interface Contact {
  accountId: string;
  contactId: string;
}

describe('D4: the main contact of an account', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage('core_main_contacts');
  });
  afterAll(() => stage.stop());
  beforeEach(() => stage.gateways.answerWith({ ...willing, [ensureExactDebtorV1.name]: ensured(false) }));

  const willing = willingPlatforms();
  const tick = (): Promise<void> => stage.app.get(EnsureMainContactsJob).tick();
  const asked = (connection: string): ReceivedCommand[] =>
    stage.gateways.of(ensureExactMainContactsV1).filter(({ connectionId }) => connectionId === connection);
  const contactsOf = ({ body }: ReceivedCommand): Contact[] => body['contacts'] as Contact[];
  const due = (connection: string) =>
    stage.query<{ reason_code: string | null }>(
      `SELECT reason_code FROM sync_core.main_contact_due WHERE connection_id = $1`,
      [connection],
    );

  /** Makes the account that is asked for, and the contact if there is to be one; an account that existed gets none. */
  function ensured(adopted: boolean): Answer {
    return async (command, gateways) => {
      const { division, debtorKey, personalData, release } = command.body as {
        division: number;
        debtorKey: string;
        personalData: Parameters<Stage['sealer']['open']>[0];
        release: number;
      };
      const place = messagePlace(command.connectionId, ensureExactDebtorV1.name, 'personalData');
      const { contact } = stage.sealer.open(personalData, place) as { contact?: object };
      const accountId = exactId(`${division}/${debtorKey}`);
      const made = contact === undefined || adopted ? {} : { contactId: exactId(`contact of ${accountId}`) };
      const body = { commandId: command.id, release, division, debtorKey, accountId, adopted, ...made };
      await gateways.tell(exactDebtorEnsuredV1, body, command);
    };
  }

  async function sell(connection: string, buyers: readonly AmazonOrderPersonalDataV1[], serial: string): Promise<void> {
    const ids = buyers.map((_, index) => `402-${serial}-${String(index + 1).padStart(7, '0')}`);
    for (const [index, id] of ids.entries()) await stage.tellOrder(connection, { id }, buyers[index]);
    for (const id of ids) await stage.orderIn(connection, id, 'done');
  }

  const named = (count: number): AmazonOrderPersonalDataV1[] =>
    Array.from({ length: count }, (_, index) => buyer(`Koper Nummer${index + 1}`));

  it('comes after the orders, once, in one command for all that were made lately', async () => {
    const connection = await stage.connect({ sellerId: 'A000MAINCON1', division: 500_001 });
    await sell(connection, named(3), '6000001');
    await tick();
    expect(asked(connection)).toEqual([]);
    await stage.time.advance({ minutes: 61 });
    await tick();
    await until('it is asked for', () => asked(connection).length === 1);
    const contacts = contactsOf(asked(connection)[0]!);
    expect(contacts).toHaveLength(3);
    for (const { accountId, contactId } of contacts) expect(contactId).toBe(exactId(`contact of ${accountId}`));
    const [command] = await stage.query<{ priority: number; most: number }>(
      `SELECT priority, (SELECT max(priority) FROM sync_core.command) AS most FROM sync_core.command WHERE contract = $1`,
      [ensureExactMainContactsV1.name],
    );
    expect(command!.priority).toBe(command!.most);
    await until('it is set', async () => (await due(connection)).length === 0);
    await sell(connection, named(3), '6000002');
    await stage.time.advance({ hours: 2 });
    await tick();
    expect(asked(connection)).toHaveLength(1);
  });

  it('does not wait for the hour where ten wait, and never names more', async () => {
    const connection = await stage.connect({ sellerId: 'A000MAINCON2', division: 500_002 });
    await sell(connection, named(12), '6000003');
    await tick();
    await until('ten are set', async () => (await due(connection)).length === 2);
    await tick();
    expect(asked(connection).map((command) => contactsOf(command).length)).toEqual([10]);
    await stage.time.advance({ minutes: 61 });
    await tick();
    await until('the others are asked for', () => asked(connection).length === 2);
    expect(contactsOf(asked(connection)[1]!)).toHaveLength(2);
  });

  it('is left alone on an account that was taken over, and where a company has no contact', async () => {
    const connection = await stage.connect({ sellerId: 'A000MAINCON3', division: 500_003 });
    await sell(connection, [buyer('Bakkerij Berg B.V.', { buyerCompanyName: 'Bakkerij Berg B.V.' })], '6000004');
    stage.gateways.answerWith({ ...willing, [ensureExactDebtorV1.name]: ensured(true) });
    await sell(connection, [buyer('Ans Overgenomen')], '6000005');
    expect(await due(connection)).toEqual([]);
  });

  it('waits while an order of the account is on its way', async () => {
    const connection = await stage.connect({ sellerId: 'A000MAINCON4', division: 500_004 });
    const booking = Promise.withResolvers<void>();
    const slow: Answer = async (command, gateways) => {
      await booking.promise;
      await willing[createExactSalesOrderV1.name]!(command, gateways);
    };
    const answers = { ...willing, [ensureExactDebtorV1.name]: ensured(false), [createExactSalesOrderV1.name]: slow };
    stage.gateways.answerWith(answers);
    const id = '402-6000006-0000001';
    await stage.tellOrder(connection, { id }, buyer('Piet Onderweg'));
    await stage.orderIn(connection, id, 'ordering');
    await stage.time.advance({ hours: 2 });
    await tick();
    expect(await due(connection)).toHaveLength(1);
    expect(asked(connection)).toEqual([]);
    booking.resolve();
    await stage.orderIn(connection, id, 'done');
    await tick();
    await until('it is asked for', () => asked(connection).length === 1);
  });

  it('that Exact refuses is tried alone once, an hour apart, and then given up with the reason', async () => {
    const connection = await stage.connect({ sellerId: 'A000MAINCON5', division: 500_005 });
    const bad = new Set<string>();
    stage.gateways.answerWith({
      ...willing,
      [ensureExactDebtorV1.name]: ensured(false),
      [ensureExactMainContactsV1.name]: async (command, gateways) => {
        const contacts = contactsOf(command);
        if (bad.size === 0) bad.add(contacts[0]!.contactId);
        if (!contacts.some(({ contactId }) => bad.has(contactId)))
          return willing[ensureExactMainContactsV1.name]!(command, gateways);
        const refusal = {
          failureClass: 'business',
          reasonCode: 'exact_unknown_refusal',
          command: command.name,
        } as const;
        const answer = { commandId: command.id, release: Number(command.body['release']) };
        await gateways.tell(
          exactCommandRefusedV1,
          { ...exactCommandRefusedV1.example, ...answer, ...refusal },
          command,
        );
      },
    });
    await sell(connection, named(2), '6000007');
    const states = async (): Promise<string[]> => {
      const rows = await stage.query<{ state: string }>(
        `SELECT coalesce(reason_code, CASE WHEN batch IS NULL THEN 'waits' ELSE 'asked' END) AS state
         FROM sync_core.main_contact_due WHERE connection_id = $1 ORDER BY 1`,
        [connection],
      );
      return rows.map(({ state }) => state);
    };
    const anHourLater = async (expected: { commands: number; left: string[] }): Promise<void> => {
      await stage.time.advance({ minutes: 61 });
      await tick();
      await tick();
      await until(`it is ${expected.left.join()}`, async () => String(await states()) === String(expected.left));
      expect(asked(connection)).toHaveLength(expected.commands);
    };
    await anHourLater({ commands: 1, left: ['waits', 'waits'] });
    await anHourLater({ commands: 2, left: ['exact_unknown_refusal', 'waits'] });
    await anHourLater({ commands: 3, left: ['exact_unknown_refusal'] });
    await anHourLater({ commands: 3, left: ['exact_unknown_refusal'] });
    expect(await stage.metric('main_contacts_given_up')).toBe(1);
    expect(stage.log()).toContain('Exact refused a main contact for good (exact_unknown_refusal)');
  });
});
