import type { Answer, Random, SandboxClock } from '@connector/simulation';
import { invalidInput, notFound } from '../api/amazon-error.js';
import type { Listings } from '../listings/listings.js';
import type { PresignedDocuments } from '../processing/presigned-documents.js';
import { statusAt, timesOf } from '../processing/processing.js';
import { pageOfProcessing } from '../processing/processing-list.js';
import { encoded } from './report-charset.js';
import { LISTINGS_REPORT, listingsReport, type Report } from './report-model.js';
import { checkMarketplaces, jsonBody, textField, type Fields, type SellerCall } from '../api/request-reader.js';
import type { Seller } from '../sellers/sellers.js';

const STARTS_AFTER = 20_000;
const ENDS_AFTER = 90_000;
/** Asked again within this time, a report is cancelled. */
const AGAIN = 5 * 60_000;
const KEPT_MS = 90 * 86_400_000;

/** Reports API 2021-06-30, for reports on request (amazon-sp-api 7.3, 7.4). */
export class Reports {
  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly documents: PresignedDocuments,
    private readonly listings: Listings,
    /** hears of every report that has ended */
    private readonly finished: (seller: Seller, report: Report) => void,
  ) {}

  create({ seller, body }: SellerCall): Answer {
    const fields = jsonBody(body);
    const type = textField(fields, 'reportType');
    const marketplaceIds = marketplacesOf(fields);
    if (type !== LISTINGS_REPORT) throw invalidInput(`reportType: ${type} is unknown`);
    checkMarketplaces(seller, marketplaceIds);
    const now = this.clock.now();
    const again = [...seller.reports.values()].some(
      (report) =>
        report.outcome !== 'CANCELLED' &&
        report.ending === undefined &&
        now - report.created < AGAIN &&
        report.marketplaceIds.join() === marketplaceIds.join(),
    );
    const ending = again ? 'CANCELLED' : seller.endings.get(type)?.shift();
    const id = String(50_000_000_000 + Math.floor(this.random.next() * 1e9));
    seller.reports.set(id, {
      id,
      type,
      marketplaceIds,
      ...dates(fields),
      created: now,
      starts: now + STARTS_AFTER,
      ends: now + (again ? STARTS_AFTER : ENDS_AFTER),
      ...(ending === undefined ? {} : { ending }),
    });
    return { status: 202, body: { reportId: id } };
  }

  get({ seller, parts }: SellerCall): Answer {
    this.settle(seller);
    return { status: 200, body: this.shown(this.find(seller, parts[0]!)) };
  }

  list({ seller, query }: SellerCall): Answer {
    this.settle(seller);
    const { shown, ...rest } = pageOfProcessing(seller.reports.values(), query, 'reportTypes', this.clock.now());
    return { status: 200, body: { reports: shown.map((report) => this.shown(report)), ...rest } };
  }

  /** A report that is being made cannot be stopped any more. */
  cancel({ seller, parts }: SellerCall): Answer {
    this.settle(seller);
    const report = this.find(seller, parts[0]!);
    if (statusAt(report, this.clock.now()) !== 'IN_QUEUE') throw invalidInput('The report is not IN_QUEUE');
    this.end(seller, report, 'CANCELLED');
    return { status: 200 };
  }

  document({ seller, parts, baseUrl }: SellerCall): Answer {
    const document = seller.documents.get(parts[0]!);
    const isReport = [...seller.reports.values()].some(({ documentId }) => documentId === parts[0]);
    if (document === undefined || !isReport) throw notFound(`Report document ${parts[0]} was not found`);
    const url = this.documents.linkTo(document, 'GET', baseUrl);
    return {
      status: 200,
      body: { reportDocumentId: document.documentId, url, compressionAlgorithm: 'GZIP' },
    };
  }

  /** Ends what is due; a store without listings gives no report but a cancellation. After 90 days nothing is left of it. */
  settle(seller: Seller): void {
    const now = this.clock.now();
    for (const report of seller.reports.values()) {
      if (now - report.created > KEPT_MS) seller.reports.delete(report.id);
      if (report.outcome !== undefined || report.ends > now) continue;
      this.listings.settle(seller);
      const listings = [...seller.listings.values()].filter(({ marketplaceIds }) =>
        marketplaceIds.includes(report.marketplaceIds[0]!),
      );
      const ending = report.ending ?? (listings.length === 0 ? 'CANCELLED' : undefined);
      if (ending !== undefined) {
        this.end(seller, report, ending);
        continue;
      }
      const { reportCharset: charset } = seller;
      const text = encoded(listingsReport(listings), charset);
      const document = this.documents.store(`text/plain; charset=${charset}`, text);
      seller.documents.set(document.documentId, document);
      report.documentId = document.documentId;
      this.end(seller, report, 'DONE');
    }
  }

  private end(seller: Seller, report: Report, outcome: NonNullable<Report['outcome']>): void {
    report.outcome = outcome;
    this.finished(seller, report);
  }

  private find(seller: Seller, id: string): Report {
    const report = seller.reports.get(id);
    if (report === undefined) throw notFound(`Report ${id} was not found`);
    return report;
  }

  private shown(report: Report): object {
    const now = this.clock.now();
    return {
      reportId: report.id,
      reportType: report.type,
      marketplaceIds: report.marketplaceIds,
      dataStartTime: report.dataStartTime ?? new Date(report.created).toISOString(),
      dataEndTime: report.dataEndTime ?? new Date(report.created).toISOString(),
      processingStatus: statusAt(report, now),
      ...timesOf(report, now),
      ...(report.documentId === undefined ? {} : { reportDocumentId: report.documentId }),
    };
  }
}

/** `marketplaceIds` of a body: 1 to 25. */
export function marketplacesOf(fields: Fields): string[] {
  const ids = fields['marketplaceIds'];
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > 25 || ids.some((id) => typeof id !== 'string'))
    throw invalidInput('marketplaceIds must be 1 to 25 ids');
  return ids as string[];
}

function dates(fields: Fields): { dataStartTime?: string; dataEndTime?: string } {
  const read = (name: 'dataStartTime' | 'dataEndTime'): object => {
    const value = fields[name];
    if (value === undefined) return {};
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw invalidInput(`${name} is no date and time`);
    return { [name]: new Date(value).toISOString() };
  };
  return { ...read('dataStartTime'), ...read('dataEndTime') };
}
