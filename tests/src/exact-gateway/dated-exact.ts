import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The sandbox behind a host whose `Date` header shows the sandbox's time, as Exact's shows Exact's. */
export interface DatedExact {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts it; every call is passed on as it is, and so is every answer, but for its date. */
export async function startDatedExact(sandboxUrl: string, now: () => Date): Promise<DatedExact> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
      const answer = await fetch(`${sandboxUrl}${request.url ?? '/'}`, {
        method: request.method ?? 'GET',
        headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
        ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      for (const [name, value] of answer.headers)
        if (name.startsWith('x-') || name === 'content-type') response.setHeader(name, value);
      response.setHeader('date', now().toUTCString());
      response.writeHead(answer.status).end(body);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
