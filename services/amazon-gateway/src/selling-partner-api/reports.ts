import { Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { read } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';
import type { StoredDocument } from './documents.js';

const PATH = '/reports/2021-06-30';

/** Where a report stands; `IN_QUEUE` and `IN_PROGRESS` are not over, `CANCELLED` mostly means that there is nothing to report. */
export interface ReportState {
  readonly status: string;
  readonly documentId?: string;
}

/** Reports API 2021-06-30, for reports on request (amazon-sp-api 7.3, 7.4). */
@Injectable()
export class ReportsApi {
  constructor(private readonly client: SellingPartnerClient) {}

  /** Asks for a report of one store; returns its id. */
  async ask(connection: AmazonConnection, reportType: string, marketplaceId: string): Promise<string> {
    const answer = read.object(
      await this.client.call(connection, 'createReport', {
        method: 'POST',
        path: `${PATH}/reports`,
        body: { reportType, marketplaceIds: [marketplaceId] },
      }),
    );
    return read.required(answer['reportId'], 'reportId');
  }

  async state(connection: AmazonConnection, reportId: string): Promise<ReportState> {
    const path = `${PATH}/reports/${encodeURIComponent(reportId)}`;
    const answer = read.object(await this.client.call(connection, 'getReport', { method: 'GET', path }));
    const documentId = read.text(answer['reportDocumentId']);
    return {
      status: read.required(read.word(answer['processingStatus']), 'processingStatus'),
      ...(documentId === undefined ? {} : { documentId }),
    };
  }

  /** A link to its document, good for five minutes. */
  async document(connection: AmazonConnection, documentId: string): Promise<StoredDocument> {
    const path = `${PATH}/documents/${encodeURIComponent(documentId)}`;
    const answer = read.object(await this.client.call(connection, 'getReportDocument', { method: 'GET', path }));
    return {
      url: read.required(answer['url'], 'url'),
      isGzip: read.text(answer['compressionAlgorithm']) === 'GZIP',
    };
  }
}
