import { gunzipSync, gzipSync } from 'node:zlib';
import type { Answer, Call, Random, SandboxClock } from '@connector/simulation';

const LIFETIME = 300_000;
const PATH = '/documents.s3/';

/** A file that Amazon keeps: a report, a feed, or a feed's result. */
export interface StoredDocument {
  readonly documentId: string;
  readonly contentType: string;
  readonly gzip: boolean;
  content?: Buffer;
}

interface Link {
  readonly document: StoredDocument;
  readonly method: 'GET' | 'PUT';
  readonly until: number;
}

/** Links to files, good for five minutes, without login; answers in the storage's XML (amazon-sp-api 7.4, 8.4). */
export class PresignedDocuments {
  readonly links = new Map<string, Link>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {}

  /** A document with this text, packed as its reader is told. */
  store(contentType: string, content: Buffer): StoredDocument {
    return {
      documentId: `amzn1.spdoc.1.4.eu.${this.random.guid()}`,
      contentType,
      gzip: true,
      content: gzipSync(content),
    };
  }

  /** A document that its owner has yet to upload. */
  await(contentType: string): StoredDocument {
    return { documentId: `amzn1.tortuga.4.eu.${this.random.guid()}`, contentType, gzip: false };
  }

  linkTo(document: StoredDocument, method: 'GET' | 'PUT', baseUrl: string): string {
    const signature = this.random.hex(64);
    this.links.set(signature, { document, method, until: this.clock.now() + LIFETIME });
    return `${baseUrl}${PATH}${document.documentId}?X-Amz-Expires=300&X-Amz-Signature=${signature}`;
  }

  handles(path: string): boolean {
    return path.startsWith(PATH);
  }

  answer(call: Call): Answer {
    const link = this.links.get(call.query.get('X-Amz-Signature') ?? '');
    if (link === undefined || link.method !== call.method) {
      return refused('SignatureDoesNotMatch', 'The request signature we calculated does not match.');
    }
    if (call.headers.authorization !== undefined || call.headers['x-amz-access-token'] !== undefined)
      return refused('AccessDenied', 'There were headers present in the request which were not signed');
    if (link.until <= this.clock.now()) return refused('AccessDenied', 'Request has expired');
    const { document } = link;
    if (link.method === 'GET')
      return {
        status: 200,
        headers: { 'content-type': document.contentType },
        ...(document.content === undefined ? {} : { body: document.content }),
      };
    if (call.headers['content-type'] !== document.contentType)
      return refused('SignatureDoesNotMatch', 'The request signature we calculated does not match.');
    document.content = call.body;
    return { status: 200, headers: { etag: `"${this.random.hex(32)}"` } };
  }
}

/** What the document says; undefined: nothing was uploaded. */
export function contentOf(document: StoredDocument): Buffer | undefined {
  return document.gzip && document.content !== undefined ? gunzipSync(document.content) : document.content;
}

function refused(code: string, message: string): Answer {
  return {
    status: 403,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
