import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to the broker that can fail: cut for a moment, dead for a while, or silent without being dead. */
export interface BrokerLine {
  /** leads to the broker over this line */
  readonly amqpUrl: string;
  /** breaks every connection; new ones come through */
  cut(): void;
  /** breaks every connection and refuses new ones */
  die(): void;
  /** takes everything and passes nothing on, in both directions: half-open */
  fallSilent(): void;
  /** passes on again, what was held back first */
  heal(): void;
  close(): Promise<void>;
}

export async function layLine(amqpUrl: string): Promise<BrokerLine> {
  const target = new URL(amqpUrl);
  const sockets = new Set<Socket>();
  let state: 'well' | 'dead' | 'silent' = 'well';
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from);
    if (state === 'silent') from.pause();
    from.on('data', (data) => to.write(data));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    if (state === 'silent') from.pause();
  };
  const server = createServer((near) => {
    if (state === 'dead') {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port || 5672), target.hostname);
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const url = new URL(amqpUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    amqpUrl: url.toString(),
    cut,
    die: () => {
      state = 'dead';
      cut();
    },
    fallSilent: () => {
      state = 'silent';
      for (const socket of sockets) socket.pause();
    },
    heal: () => {
      state = 'well';
      for (const socket of sockets) socket.resume();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
