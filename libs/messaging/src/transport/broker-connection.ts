import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib';

const SAY_EVERY_MS = 10_000;

/**
 * A connection that comes back by itself. `ready` runs after every (re)connection: make channels there. While the broker
 * is away it says so once in ten seconds.
 */
export function openConnection(
  amqpUrl: string,
  name: string,
  ready: (model: ChannelModel) => Promise<void>,
  say: (line: string) => void,
): Promise<RecoveringChannelModel> {
  let said = 0;
  const complain = (error: Error): void => {
    if (Date.now() - said < SAY_EVERY_MS) return;
    said = Date.now();
    say(`Waiting for RabbitMQ (${hostOf(amqpUrl)}): ${error.message}`);
  };
  return connect(withHeartbeat(amqpUrl), {
    noDelay: true,
    timeout: 10_000,
    clientProperties: { connection_name: name },
    recovery: {
      initialDelay: 200,
      maxDelay: 5_000,
      waitForConnect: false,
      setup: async (model: ChannelModel) => {
        // recovery binds its own listeners only after this function has ended
        model.on('error', () => undefined);
        await ready(model);
      },
    },
  }).then((connection) => {
    connection.on('error', complain);
    connection.on('connect-failed', complain);
    connection.on('disconnect', complain);
    return connection;
  });
}

function withHeartbeat(amqpUrl: string): string {
  const url = new URL(amqpUrl);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', '10');
  return url.toString();
}

function hostOf(amqpUrl: string): string {
  return new URL(amqpUrl).host;
}
