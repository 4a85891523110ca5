import { createServer } from 'node:net';

/** Below what systems hand out to outgoing connections (32768 on Linux, 49152 elsewhere): none of those can take a port away. */
const [LOWEST, HIGHEST] = [20_000, 32_000];

const given = new Set<number>();

/** A port of the loopback address that nobody listens on. It is given once in the life of this process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (given.has(port) || !(await isFreePort(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether nobody listens on a port of the loopback address. */
export function isFreePort(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
