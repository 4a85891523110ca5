import { setTimeout as wait } from 'node:timers/promises';
import { startBrokerNode } from './broker-node.js';
import { overHttp, type RabbitServer } from './rabbit-server.js';

/** A node of our own, with the management UI, in a temporary folder. */
export async function privateBroker(): Promise<RabbitServer> {
  const node = await startBrokerNode();
  return overHttp(node.host, node.api, () => node.stop(), {
    crash: async () => {
      await node.kill();
      await node.start();
    },
    pause: async (ms) => {
      node.signal('SIGSTOP');
      await wait(ms);
      node.signal('SIGCONT');
    },
    alarm: (raised) => node.control('set_vm_memory_high_watermark', raised ? '0' : '0.6'),
  });
}
