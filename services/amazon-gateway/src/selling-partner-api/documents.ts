import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ENVIRONMENT, TransientFailure } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { linesOf } from './lines.js';

/** A document in Amazon's storage, by its presigned link. The link is a secret: whoever has it can read. */
export interface StoredDocument {
  readonly url: string;
  readonly isGzip: boolean;
}

/** So long without a byte, and the transfer is given up. */
const SILENCE_MS = 30_000;

/**
 * Reads and writes documents by presigned links (amazon-sp-api 7.4, 8.4): without the API's headers, streamed, in the character
 * set that the answer names. Only Amazon's own storage is called, and no link is in any error.
 */
@Injectable()
export class Documents {
  constructor(@Inject(ENVIRONMENT) private readonly environment: Pick<AmazonGatewayEnvironment, 'AMAZON_API_URL'>) {}

  /**
   * The lines of a text, one at a time: a document of any size takes the memory of a few lines.
   * @throws TransientFailure when it cannot be had, breaks off, or is no such packed text
   */
  async *lines({ url, isGzip }: StoredDocument): AsyncGenerator<string> {
    const giveUp = new AbortController();
    try {
      const target = this.checked(url);
      const response = await inTime(giveUp, fetch(target, { redirect: 'error', signal: giveUp.signal }));
      if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
      const bytes = Readable.from(heard(response.body, giveUp), { objectMode: false });
      const unpacked = isGzip ? bytes.pipe(createGunzip()) : bytes;
      bytes.on('error', (error) => unpacked.destroy(error));
      yield* linesOf(decoded(unpacked, charsetOf(response.headers.get('content-type'))));
      if (!bytes.readableEnded) throw new Error('it broke off');
    } catch (thrown) {
      throw new TransientFailure('amazon_unavailable', `A document cannot be read: ${reasonOf(thrown)}`);
    } finally {
      giveUp.abort();
    }
  }

  /** @throws TransientFailure when the storage does not take it */
  async write(url: string, contentType: string, text: string): Promise<void> {
    try {
      const response = await fetch(this.checked(url), {
        method: 'PUT',
        redirect: 'error',
        signal: AbortSignal.timeout(SILENCE_MS),
        headers: { 'content-type': contentType },
        body: Buffer.from(text, 'utf8'),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`status ${response.status}`);
    } catch (thrown) {
      throw new TransientFailure('amazon_unavailable', `A document cannot be written: ${reasonOf(thrown)}`);
    }
  }

  private checked(url: string): URL {
    const { AMAZON_API_URL: base } = this.environment;
    const target = URL.parse(url);
    const isAmazons =
      base === undefined
        ? target?.protocol === 'https:' && target.hostname.endsWith('.amazonaws.com')
        : target?.hostname === new URL(base).hostname;
    if (target === null || !isAmazons) throw new Error('its link does not lead to the storage');
    return target;
  }
}

/** Network errors name a host and a link in their causes; the class of the error says enough. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  return /^(status \d+|it broke off|its link does not lead to the storage)$/.test(thrown.message)
    ? thrown.message
    : thrown.name;
}

function charsetOf(contentType: string | null): string {
  const label = /charset=["']?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return 'windows-1252';
  }
}

/** Gives up when Amazon is silent for too long; how long we work on what we have does not count. */
async function inTime<T>(giveUp: AbortController, answer: Promise<T>): Promise<T> {
  const timer = setTimeout(() => giveUp.abort(), SILENCE_MS);
  return answer.finally(() => clearTimeout(timer));
}

async function* heard(body: AsyncIterable<Uint8Array>, giveUp: AbortController): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const chunk = await inTime(giveUp, chunks.next());
    if (chunk.done === true) return;
    yield chunk.value;
  }
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, charset: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
