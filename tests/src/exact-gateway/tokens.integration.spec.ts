import { ExactClient } from '@connector/exact-gateway/exact-api/client.js';
import { Connections } from '@connector/exact-gateway/connections/connections.js';
import { TryRefusedRightsJob } from '@connector/exact-gateway/connections/try-refused-rights.job.js';
import { query } from '@connector/local-infrastructure';
import { CredentialsFailure } from '@connector/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Commander } from './commander.js';
import { Commands } from './commands.js';
import { GatewayStage, type TestConnection } from './gateway-stage.js';
import { until } from './until.js';

const EXPIRIES = 200;

let stage: GatewayStage;
let commander: Commander;

beforeAll(async () => {
  stage = await GatewayStage.open('exact_tokens');
  await stage.start(3);
  commander = new Commander(stage);
});

afterAll(async () => {
  await stage.close();
});

/** The cheapest call there is, by every instance at once. */
async function everybodyCalls(connection: TestConnection): Promise<unknown[]> {
  const calls = stage.apps.map(async (app) => {
    const connections = app.get(Connections);
    const known = await connections.find(connection.connectionId);
    return app.get(ExactClient).me(connections.access(known!, 'person'));
  });
  return (await Promise.allSettled(calls)).map((result) =>
    result.status === 'fulfilled' ? 'answered' : result.reason,
  );
}

const tokenCalls = async (): Promise<number> => (await stage.calls({ tenant: 'oauth' })).length;

describe('a token that expires', () => {
  it(`is renewed by one call of one instance, at each of ${EXPIRIES} expiries`, async () => {
    const connection = await stage.connect();
    await stage.forgetCalls();
    for (let expiry = 1; expiry <= EXPIRIES; expiry++) {
      // now in the last seconds of its life, now dead
      await stage.advance(expiry % 2 === 0 ? 580_000 : 601_000);
      expect(await everybodyCalls(connection)).toEqual(['answered', 'answered', 'answered']);
      expect(await tokenCalls()).toBe(expiry);
    }
    const refused = (await stage.calls()).filter(({ status }) => status !== 200);
    expect(refused).toEqual([]);
  });

  it('is not renewed before Exact allows it', async () => {
    const connection = await stage.connect();
    await stage.forgetCalls();
    await stage.advance(560_000);
    expect(await everybodyCalls(connection)).toEqual(['answered', 'answered', 'answered']);
    expect(await tokenCalls()).toBe(0);
  });

  it('survives that the call for it never arrived', async () => {
    const connection = await stage.connect();
    await stage.forgetCalls();
    await stage.control('POST', '/faults', { operation: 'token', kind: 'reset-before', times: 1 });
    await stage.advance(601_000);
    expect(await everybodyCalls(connection)).toEqual(['answered', 'answered', 'answered']);
    expect(await tokenCalls()).toBe(2);
  });
});

/** While the database takes no new pair, as when it is away longer than the lease. */
describe('a new pair that cannot be stored', () => {
  const refusePairs = (): Promise<unknown> =>
    query(
      stage.infrastructure.adminDatabaseUrl,
      // counted outside the transaction that is refused
      `CREATE SEQUENCE exact_gateway.refused_pair`,
      `CREATE FUNCTION exact_gateway.refuse_pair() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
       BEGIN PERFORM nextval('exact_gateway.refused_pair'); RAISE EXCEPTION 'the database is away'; END $$`,
      `CREATE TRIGGER refuse_pair BEFORE UPDATE OF refresh_token ON exact_gateway.token_chain FOR EACH ROW EXECUTE FUNCTION exact_gateway.refuse_pair()`,
    );
  const takePairs = (): Promise<unknown> =>
    query(
      stage.infrastructure.adminDatabaseUrl,
      `DROP FUNCTION exact_gateway.refuse_pair() CASCADE`,
      `DROP SEQUENCE exact_gateway.refused_pair`,
    );
  const refusedPairs = async (): Promise<number> => {
    const [row] = await stage.db.query<{ refused: number }[]>(
      `SELECT coalesce(pg_sequence_last_value('exact_gateway.refused_pair'), 0)::int AS refused`,
    );
    return row!.refused;
  };
  const leaseRunsOut = ({ connectionId }: TestConnection): Promise<unknown> =>
    stage.db.query(
      `UPDATE exact_gateway.token_chain SET lease_until = clock_timestamp() - interval '1 second'
       WHERE id = (SELECT chain_id FROM exact_gateway.connection WHERE connection_id = $1)`,
      [connectionId],
    );
  const callBy = async (turn: number, { connectionId }: TestConnection): Promise<unknown> => {
    const connections = stage.instance(turn).get(Connections);
    const access = connections.access((await connections.find(connectionId))!, 'person');
    return stage.instance(turn).get(ExactClient).me(access);
  };

  it('is not lost to another instance that takes over when the lease is over: it is waited for', async () => {
    const connection = await stage.connect();
    await stage.forgetCalls();
    await stage.advance(601_000);
    await refusePairs();
    const first = callBy(0, connection);
    await until(async () => (await refusedPairs()) >= 3);
    await leaseRunsOut(connection);
    const second = callBy(1, connection);
    await takePairs();
    await expect(Promise.all([first, second])).resolves.toHaveLength(2);
    expect(await tokenCalls()).toBe(1);
  });

  it('is stored also after another instance found the chain broken without it, and the connection goes on by itself', async () => {
    const connection = await stage.connect();
    await stage.forgetCalls();
    await stage.advance(601_000);
    await refusePairs();
    const first = callBy(0, connection);
    await until(async () => (await refusedPairs()) > 0);
    await leaseRunsOut(connection);
    await stage.control('POST', '/faults', { operation: 'token', kind: '401', times: 1 });
    const shop = await Commands.for(stage, commander, connection);
    const [answer] = await commander.deliver(shop.item('WITHOUT-IT'), 1, stage.instance(1));
    expect(answer!.body).toMatchObject({ reasonCode: 'exact_reauthorisation_needed' });
    await takePairs();
    await first;
    await stage.advance(601_000);
    await stage.tick(TryRefusedRightsJob);
    expect((await stage.said(connection)).map(({ status }) => status)).toEqual(['connected', 'refused', 'connected']);
  });
});

describe('a chain that is broken', () => {
  it('because the answer with the new pair was lost: pauses with its reason, once, and goes on after a new consent', async () => {
    const connection = await stage.connect();
    const shop = await Commands.for(stage, commander, connection);
    await stage.control('POST', '/faults', { operation: 'token', kind: 'done-but-answer-lost', times: 1 });
    await stage.advance(601_000);
    await stage.forgetCalls();
    const sent = shop.item('AFTER-CONSENT');
    for (let delivery = 1; delivery <= 6; delivery++) {
      const [answer] = await commander.deliver(sent, delivery);
      expect(answer!.type).toBe('exact.command.deferred.v1');
      // and holds nobody else of the division (V5)
      const reasonCode = delivery === 1 ? 'exact_reauthorisation_needed' : 'connection_paused';
      expect(answer!.body).toMatchObject({ reasonCode, holdsAll: false });
    }
    expect(await stage.said(connection)).toEqual([
      { revision: 1, status: 'connected' },
      expect.objectContaining({ revision: 1, status: 'refused', reasonCode: 'exact_reauthorisation_needed' }),
    ]);
    expect(await tokenCalls()).toBe(2);
    const again = 'stampNL001.consent-again';
    await stage.control('POST', '/users', { refreshToken: again, divisions: [connection.division] });
    await stage.configure(connection, 2, again);
    expect((await stage.said(connection)).at(-1)).toEqual({ revision: 2, status: 'connected' });
    expect((await commander.deliver(sent, 7))[0]!.type).toBe('exact.item.ensured.v1');
  });

  it('because the consent was withdrawn: ends in two calls, not in a storm', async () => {
    const connection = await stage.connect();
    const shop = await Commands.for(stage, commander, connection);
    // the administrator takes the consent away: another user now stands behind the division
    await stage.control('POST', '/users', {
      userId: `user-${connection.division}`,
      refreshToken: 'stampNL001.of-somebody-else',
      divisions: [connection.division],
    });
    await stage.forgetCalls();
    const [answer] = await commander.deliver(shop.item('REVOKED'));
    expect(answer!.body).toMatchObject({ reasonCode: 'exact_reauthorisation_needed' });
    expect((await stage.calls()).map(({ operation, status }) => `${operation} ${status}`)).toEqual([
      'POST logistics/Items 401',
      'token 400',
    ]);
    await commander.deliver(shop.item('REVOKED-2'));
    expect((await stage.calls()).length).toBe(2);
  });

  it('because its refresher died with the new pair: costs one refused call while the lease lasts, and is told', async () => {
    const connection = await stage.connect();
    const shop = await Commands.for(stage, commander, connection);
    const commands = Array.from({ length: 8 }, (_, number) => shop.item(`LOST-PAIR-${number}`));
    // Exact has given a pair that nobody has any more: the one that is stored is dead
    await stage.control('POST', '/users', {
      userId: `user-${connection.division}`,
      refreshToken: 'stampNL001.of-the-dead',
      divisions: [connection.division],
    });
    await stage.db.query(
      `UPDATE exact_gateway.token_chain SET lease_until = clock_timestamp() + interval '5 seconds'
       WHERE id = (SELECT chain_id FROM exact_gateway.connection WHERE connection_id = $1)`,
      [connection.connectionId],
    );
    await stage.forgetCalls();
    const answers = await Promise.all(commands.map((sent) => commander.deliver(sent)));
    expect(answers.map(([answer]) => answer!.type)).toEqual(commands.map(() => 'exact.command.deferred.v1'));
    const calls = await stage.calls({ tenant: connection.division });
    expect(calls.map(({ operation, status }) => `${operation} ${status}`)).toEqual(['POST logistics/Items 401']);
    expect((await stage.said(connection)).at(-1)).toMatchObject({
      status: 'refused',
      reasonCode: 'exact_reauthorisation_needed',
    });
  });

  it('is not what one refusal means while Exact gives no new token: the same one is used again', async () => {
    const connection = await stage.connect();
    const shop = await Commands.for(stage, commander, connection);
    await stage.control('POST', '/faults', { operation: 'POST logistics/Items', kind: '401', times: 1 });
    const sent = shop.item('REFUSED-FOR-NOTHING');
    expect((await commander.deliver(sent))[0]!.body).toMatchObject({ reasonCode: 'exact_unavailable' });
    expect((await commander.deliver(sent, 2))[0]!.type).toBe('exact.item.ensured.v1');
  });

  it('stops the connections that share it, and no other', async () => {
    const one = await stage.connect();
    const other = await stage.connect();
    const sibling = { ...one, connectionId: other.connectionId.replace(/^.{8}/, '0a0b0c0d') };
    await stage.configure(sibling, 1, one.refreshToken);
    await stage.control('POST', '/users', {
      userId: `user-${one.division}`,
      refreshToken: 'stampNL001.new',
      divisions: [one.division],
    });
    const calls = await everybodyCalls(one);
    expect(calls.every((call) => call instanceof CredentialsFailure)).toBe(true);
    const shop = await Commands.for(stage, commander, one);
    await commander.deliver(shop.item('X'));
    for (const connection of [one, sibling]) {
      expect((await stage.said(connection)).at(-1)).toMatchObject({
        status: 'refused',
        reasonCode: 'exact_reauthorisation_needed',
      });
    }
    expect((await stage.said(other)).at(-1)).toEqual({ revision: 1, status: 'connected' });
  });
});
