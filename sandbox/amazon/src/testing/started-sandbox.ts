import type { Host } from '@connector/simulation';
import { AMAZON_CLIENT_ID, AMAZON_CLIENT_SECRET, startAmazonSandbox, type AmazonSandboxOptions } from '../index.js';
import { operationOf } from '../api/operations.js';
import type { SellerSeed } from '../sellers/sellers.js';
import { amazonModels } from './amazon-models.js';

export const NL = 'A1805IZSGTT6HS';
export const DE = 'A1PA6795UKMFR9';

export interface Answered<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/** What a test sends: a query as pairs, a body as JSON. */
export interface Sent {
  readonly query?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A sandbox of its own for a test, whose clock stands still unless it is advanced. */
export class StartedSandbox {
  private constructor(private readonly host: Host) {}

  static async start(options: AmazonSandboxOptions = {}): Promise<StartedSandbox> {
    return new StartedSandbox(await startAmazonSandbox({ now: '2026-11-20T10:00:00Z', speed: 0, ...options }));
  }

  get url(): string {
    return this.host.url;
  }

  close(): Promise<void> {
    return this.host.close();
  }

  async control<Body = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Body> {
    const response = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status !== 200) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as Body;
  }

  async advance(seconds: number): Promise<void> {
    await this.control('POST', '/clock/advance', { seconds });
  }

  /** LWA's token endpoint, with the right client unless the form says another. */
  async token(form: Readonly<Record<string, string>>): Promise<Answered<Record<string, string>>> {
    const response = await fetch(`${this.url}/auth/o2/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: AMAZON_CLIENT_ID, client_secret: AMAZON_CLIENT_SECRET, ...form }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: JSON.parse(text) as Record<string, string>,
    };
  }

  /** A seller who has consented, and a client that holds a fresh access token. */
  async seller(seed: Partial<SellerSeed> = {}): Promise<Client> {
    const sellerId = seed.sellerId ?? 'A1SELLER';
    const refreshToken = `Atzr|${sellerId}`;
    await this.control('POST', '/sellers', { marketplaceIds: [NL, DE], ...seed, sellerId, refreshToken });
    return this.client(sellerId, { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** A client for the operations of the application. */
  async application(scope = 'sellingpartnerapi::notifications'): Promise<Client> {
    return this.client('', { grant_type: 'client_credentials', scope });
  }

  private async client(sellerId: string, form: Readonly<Record<string, string>>): Promise<Client> {
    const client = new Client(this.url, sellerId, async () => (await this.token(form)).body['access_token']!);
    await client.renew();
    return client;
  }
}

/** Calls the API and holds every answer against Amazon's models, where they are at hand. */
export class Client {
  accessToken = '';

  constructor(
    private readonly url: string,
    readonly sellerId: string,
    private readonly login: () => Promise<string>,
  ) {}

  /** Takes a new access token; the old one lives an hour of the sandbox's clock. */
  async renew(): Promise<void> {
    this.accessToken = await this.login();
  }

  async call<Body = Record<string, unknown>>(method: string, path: string, sent: Sent = {}): Promise<Answered<Body>> {
    const query = new URLSearchParams(sent.query as Record<string, string>).toString();
    const response = await fetch(`${this.url}${path}${query === '' ? '' : `?${query}`}`, {
      method,
      headers: {
        'x-amz-access-token': this.accessToken,
        'user-agent': 'Tests/1.0 (Language=TypeScript)',
        ...sent.headers,
      },
      ...(sent.body === undefined
        ? {}
        : { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
    });
    const text = await response.text();
    const body = (text === '' ? undefined : JSON.parse(text)) as Body;
    const operation = operationOf(method, path);
    if (operation !== undefined) amazonModels.check(operation.name, response.status, body);
    return { status: response.status, headers: response.headers, text, body };
  }

  searchOrders(query: Sent['query']): Promise<Answered<OrdersPage>> {
    return this.call('GET', '/orders/2026-01-01/orders', { query: query ?? {} });
  }

  searchListings(query: Readonly<Record<string, string>> = {}): Promise<Answered<ListingsPage>> {
    return this.call('GET', `/listings/2021-08-01/items/${this.sellerId}`, {
      query: { marketplaceIds: NL, ...query },
    });
  }

  getListing(sku: string, query: Readonly<Record<string, string>> = {}): Promise<Answered<ListingItem>> {
    return this.call('GET', this.listing(sku), { query: { marketplaceIds: NL, ...query } });
  }

  patchListing(
    sku: string,
    patches: unknown,
    query: Readonly<Record<string, string>> = {},
  ): Promise<Answered<Patched>> {
    return this.call('PATCH', this.listing(sku), {
      query: { marketplaceIds: NL, ...query },
      body: { productType: 'PRODUCT', patches },
    });
  }

  private listing(sku: string): string {
    return `/listings/2021-08-01/items/${this.sellerId}/${encodeURIComponent(sku)}`;
  }
}

export interface OrdersPage {
  readonly orders: readonly { readonly orderId: string; readonly [part: string]: unknown }[];
  readonly pagination?: { readonly nextToken: string };
  readonly lastUpdatedBefore?: string;
  readonly createdBefore?: string;
}

export interface ListingItem {
  readonly sku: string;
  readonly summaries?: readonly { readonly status: readonly string[] }[];
  readonly attributes?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly fulfillmentAvailability?: readonly { readonly fulfillmentChannelCode: string; readonly quantity?: number }[];
}

export interface ListingsPage {
  readonly numberOfResults: number;
  readonly items: readonly ListingItem[];
  readonly pagination?: { readonly nextToken?: string; readonly previousToken?: string };
}

export interface Patched {
  readonly status: string;
  readonly submissionId: string;
  readonly issues: readonly { readonly message: string; readonly severity: string }[];
  readonly identifiers?: readonly object[];
}

/** An invented order, paid unless it says otherwise. */
export function order(number: number, parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    orderId: `402-${String(number).padStart(7, '0')}-1234567`,
    createdTime: '2026-11-19T10:00:00.000Z',
    lastUpdatedTime: '2026-11-19T12:00:00.000Z',
    salesChannel: { channelName: 'AMAZON', marketplaceId: NL },
    buyer: { buyerName: 'Voorbeeld Koper', buyerEmail: 'voorbeeld@marketplace.amazon.nl' },
    recipient: {
      deliveryAddress: { name: 'Voorbeeld Koper', city: 'Utrecht', countryCode: 'NL', phone: '0300000000' },
    },
    proceeds: { grandTotal: { amount: '12.10', currencyCode: 'EUR' } },
    fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT' },
    packages: [],
    payment: { paymentExecutions: [] },
    tax: { taxRegistrations: [] },
    orderItems: [
      {
        orderItemId: '79039765272157',
        quantityOrdered: 1,
        product: { asin: 'B000000001', sellerSku: 'SKU-1' },
        proceeds: { proceedsTotal: { amount: '12.10', currencyCode: 'EUR' }, breakdowns: [] },
        promotion: { breakdowns: [] },
        cancellation: { cancellationRequest: { requester: 'BUYER' } },
        fulfillment: { quantityFulfilled: 0 },
      },
    ],
    ...parts,
  };
}

/** An invented listing of the merchant. */
export function listing(sku: string, parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { sku, asin: 'B000000001', marketplaceIds: [NL, DE], title: `Artikel ${sku}`, quantity: 5, ...parts };
}
