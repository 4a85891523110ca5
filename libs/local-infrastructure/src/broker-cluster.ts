import { randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { startBrokerNode, type BrokerNode } from './broker-node.js';
import { GUEST } from './rabbit-server.js';

/** Who leads a quorum queue, and who has a copy of it and is there. */
export interface QuorumQueue {
  readonly leader: string;
  readonly online: readonly string[];
}

/** Nodes of the installed RabbitMQ that are one broker, behind one address, as a Service of Kubernetes has it. */
export interface BrokerCluster {
  /** may do everything; each connection leads to the next node that is there */
  readonly adminAmqpUrl: string;
  readonly nodes: readonly BrokerNode[];
  /** of a queue in the default vhost, as one of the nodes that live sees it */
  queue(name: string): Promise<QuorumQueue>;
  stop(): Promise<void>;
}

/** @throws when RabbitMQ is not installed here */
export async function startBrokerCluster(size: number): Promise<BrokerCluster> {
  const cookie = randomBytes(10).toString('hex').toUpperCase();
  const first = await startBrokerNode({ cookie });
  const started = await Promise.allSettled(
    Array.from({ length: size - 1 }, () => startBrokerNode({ cookie, first: first.name })),
  );
  const nodes = [first, ...started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))];
  const failed = started.find((each) => each.status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(nodes.map((node) => node.stop()));
    throw failed.reason;
  }
  const address = await oneAddress(nodes.map(({ host }) => host));
  return {
    adminAmqpUrl: `amqp://guest:guest@127.0.0.1:${address.port}`,
    nodes,
    queue: (name) => askAnyOf(nodes, `queues/%2F/${encodeURIComponent(name)}`),
    stop: async () => {
      address.close();
      // one after the other: the last to leave is the first that would come back
      for (const node of [...nodes].reverse()) await node.stop();
    },
  };
}

async function askAnyOf<T>(nodes: readonly BrokerNode[], path: string): Promise<T> {
  for (const { api } of nodes) {
    const response = await fetch(`${api}/api/${path}`, { headers: { authorization: GUEST } }).catch(() => undefined);
    if (response?.ok === true) return (await response.json()) as T;
  }
  throw new Error(`No node of the cluster answered for ${path}`);
}

/** Passes each connection on to the next host that takes it. */
async function oneAddress(hosts: readonly string[]): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  let next = 0;
  const server = createServer((near) => {
    sockets.add(near);
    near.on('close', () => sockets.delete(near)).on('error', () => undefined);
    passOn(near, hosts.length);
  });
  const passOn = (near: Socket, tries: number): void => {
    if (tries === 0) return void near.destroy();
    const [host, port] = hosts[next++ % hosts.length]!.split(':');
    const far = connect(Number(port), host);
    far.once('connect', () => {
      near.pipe(far).pipe(near);
      far.removeAllListeners('error').on('error', () => near.destroy());
      far.on('close', () => near.destroy());
      near.on('close', () => far.destroy());
    });
    far.once('error', () => passOn(near, tries - 1));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
