import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { operations } from './api/operations.js';
import { AmazonModels, amazonModels, type StaticCase } from './testing/amazon-models.js';
import { DE, listing, StartedSandbox, type Answered, type Client } from './testing/started-sandbox.js';

const US = 'ATVPDKIKX0DER';
const SKU = 'GM-ZDPI-9B4E';
const REPORTS = '/reports/2021-06-30';
const FEEDS = '/feeds/2021-06-30';
const NOTIFICATIONS = '/notifications/v1';

/** Parts of Amazon's examples that the sandbox's records do not have: pictures, audiences, sanctions, a second address line. */
const WITHOUT =
  /^(mainImage|audience|enforcements|nonLatinName|addressLine2|stateOrProvinceCode|primaryContact|pagination|nextToken)$/;

/** Cases that production answers otherwise, or whose records cannot be made any more. */
const AGAINST_THE_RULES = [
  'getListingsItem 400',
  'patchListingsItem 400',
  'getReport 400',
  'getReportDocument 400',
  'cancelReport 400',
  'getFeed 400',
  'getFeedDocument 400',
  'cancelFeed 400',
  'createFeed 202',
  'getAccount 400',
];
/** Cases that amazon-models plays with Amazon's own records. */
const PLAYED_ELSEWHERE =
  /^(searchOrders|getOrder) |^searchListingsItems |^(createReport|createFeed|getReports|getFeeds|createFeedDocument) 400|^createReport 202|^createFeedDocument 201/;

/** Names of what is in an answer, down to the first of each list. */
function namesIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : namesIn(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => !WITHOUT.test(name))
    .flatMap(([name, part]) => [`${path}.${name}`, ...namesIn(part, `${path}.${name}`)]);
}

const suite = AmazonModels.present ? describe : describe.skip;
if (!AmazonModels.present)
  process.stderr.write("SKIPPED: Amazon's static sandbox cases: ../shared/reference/amazon-models is not there.\n");

suite("Amazon's static sandbox cases", () => {
  let sandbox: StartedSandbox;
  let client: Client;
  let application: Client;
  let destinationId: string;
  let arn: string;
  beforeAll(async () => {
    sandbox = await StartedSandbox.start();
    client = await sandbox.seller({ marketplaceIds: [US, 'A2EUQ1WTGCTBG2', DE] });
    application = await sandbox.application();
    const issues = [
      {
        code: '90220',
        message: "'size' is required but not supplied.",
        severity: 'ERROR',
        attributeNames: ['size'],
        categories: ['MISSING_ATTRIBUTE'],
        marketplaceIds: [US],
      },
    ];
    const stores = { marketplaceIds: [US, 'A2EUQ1WTGCTBG2'], price: { amount: 100, currency: 'USD' }, issues };
    await sandbox.control('POST', '/sellers/A1SELLER/listings', [
      listing(SKU, stores),
      listing('VALIDATION_VALID', stores),
      listing('VALIDATION_INVALID', stores),
    ]);
    ({ arn } = await sandbox.control<{ arn: string }>('POST', '/queues', { name: 'queue1' }));
    const made = await destination('SQSDestination');
    destinationId = (made.body as { payload: { destinationId: string } }).payload.destinationId;
    await client.call('POST', `${NOTIFICATIONS}/subscriptions/ORDER_CHANGE`, {
      body: { payloadVersion: '1.0', destinationId },
    });
  });
  afterAll(() => sandbox.close());

  const destination = (name: string): Promise<Answered<unknown>> =>
    application.call('POST', `${NOTIFICATIONS}/destinations`, {
      body: { name, resourceSpecification: { sqs: { arn } } },
    });
  const subscriptionId = async (): Promise<string> => {
    const { body } = await client.call<{ payload: { subscriptionId: string } }>(
      'GET',
      `${NOTIFICATIONS}/subscriptions/ORDER_CHANGE`,
    );
    return body.payload.subscriptionId;
  };
  const report = async (marketplaceId: string): Promise<string> => {
    const body = { reportType: 'GET_MERCHANT_LISTINGS_ALL_DATA', marketplaceIds: [marketplaceId] };
    return String((await client.call('POST', `${REPORTS}/reports`, { body })).body['reportId']);
  };
  const feed = async (): Promise<{ feedId: string; documentId: string }> => {
    const made = await client.call('POST', `${FEEDS}/documents`, { body: { contentType: 'application/json' } });
    const documentId = String(made.body['feedDocumentId']);
    await fetch(String(made.body['url']), {
      method: 'PUT',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    const body = { feedType: 'JSON_LISTINGS_FEED', marketplaceIds: [US], inputFeedDocumentId: documentId };
    return { feedId: String((await client.call('POST', `${FEEDS}/feeds`, { body })).body['feedId']), documentId };
  };
  const patch = (sku: string, attribute: string, query = {}): Promise<Answered<unknown>> =>
    client.patchListing(sku, [{ op: 'replace', path: attribute, value: [{ value: 'x' }] }], {
      marketplaceIds: US,
      ...query,
    });
  const preview = { mode: 'VALIDATION_PREVIEW', includedData: 'identifiers,issues' };
  const ended = async (): Promise<void> => {
    await sandbox.advance(3_000);
    await client.renew();
  };

  const plays: Readonly<Record<string, (entry: StaticCase) => Promise<Answered<unknown>>>> = {
    getListingsItem: () =>
      client.getListing(SKU, {
        marketplaceIds: `${US},A2EUQ1WTGCTBG2`,
        includedData: 'summaries,offers,fulfillmentAvailability,issues',
      }),
    patchListingsItem: ({ parameters }) => {
      const sku = parameters['sku']?.value as string | undefined;
      if (sku === undefined) return patch(SKU, '/attributes/item_name');
      return patch(sku, sku === 'VALIDATION_VALID' ? '/attributes/item_name' : '/attributes/fake/attribute', preview);
    },
    getReport: async () => {
      const id = await report(US);
      await ended();
      return client.call('GET', `${REPORTS}/reports/${id}`);
    },
    getReports: async () => {
      await report(US);
      await ended();
      return client.call('GET', `${REPORTS}/reports`, {
        query: { reportTypes: 'GET_MERCHANT_LISTINGS_ALL_DATA', processingStatuses: 'DONE' },
      });
    },
    cancelReport: async () => client.call('DELETE', `${REPORTS}/reports/${await report(DE)}`),
    getReportDocument: async () => {
      const id = await report(US);
      await ended();
      const { body } = await client.call('GET', `${REPORTS}/reports/${id}`);
      return client.call('GET', `${REPORTS}/documents/${String(body['reportDocumentId'])}`);
    },
    getFeed: async () => {
      const { feedId } = await feed();
      await ended();
      return client.call('GET', `${FEEDS}/feeds/${feedId}`);
    },
    getFeeds: async () => {
      await feed();
      await ended();
      return client.call('GET', `${FEEDS}/feeds`, {
        query: { feedTypes: 'JSON_LISTINGS_FEED', pageSize: '10', processingStatuses: 'CANCELLED,FATAL' },
      });
    },
    cancelFeed: async () => client.call('DELETE', `${FEEDS}/feeds/${(await feed()).feedId}`),
    getFeedDocument: async () => client.call('GET', `${FEEDS}/documents/${(await feed()).documentId}`),
    getMarketplaceParticipations: () => client.call('GET', '/sellers/v1/marketplaceParticipations'),
    getAccount: () => client.call('GET', '/sellers/v1/account'),
    getSubscriptions: () =>
      client.call('GET', `${NOTIFICATIONS}/subscriptions`, { query: { notificationTypes: 'ORDER_CHANGE' } }),
    getSubscription: () => client.call('GET', `${NOTIFICATIONS}/subscriptions/ORDER_CHANGE`),
    createSubscription: () =>
      client.call('POST', `${NOTIFICATIONS}/subscriptions/FEED_PROCESSING_FINISHED`, {
        body: { payloadVersion: '1.0', destinationId },
      }),
    getSubscriptionById: async () =>
      application.call('GET', `${NOTIFICATIONS}/subscriptions/ORDER_CHANGE/${await subscriptionId()}`),
    deleteSubscriptionById: async () =>
      application.call('DELETE', `${NOTIFICATIONS}/subscriptions/ORDER_CHANGE/${await subscriptionId()}`),
    getDestinations: () => application.call('GET', `${NOTIFICATIONS}/destinations`),
    createDestination: () => destination('another'),
    getDestination: () => application.call('GET', `${NOTIFICATIONS}/destinations/${destinationId}`),
    deleteDestination: () => application.call('DELETE', `${NOTIFICATIONS}/destinations/${destinationId}`),
  };

  const keyOf = ({ operation, status }: StaticCase): string => `${operation} ${status}`;
  const served = new Set(operations.map(({ name }) => name));
  const all = amazonModels.cases.filter(({ operation }) => served.has(operation));
  const played = all.filter(
    (entry) => !PLAYED_ELSEWHERE.test(keyOf(entry)) && !AGAINST_THE_RULES.includes(keyOf(entry)),
  );

  it('are all accounted for: played here, played with their own records, or against the rules of production', () => {
    expect(played.filter(({ operation }) => plays[operation] === undefined).map(keyOf)).toEqual([]);
    expect(AGAINST_THE_RULES.filter((key) => !all.some((entry) => keyOf(entry) === key))).toEqual([]);
    expect(played.length).toBeGreaterThanOrEqual(22);
  });

  it('are answered with the same status and everything that is in the example', async () => {
    for (const entry of played) {
      await sandbox.advance(400);
      await client.renew();
      await application.renew();
      const answer = await plays[entry.operation]!(entry);
      expect([keyOf(entry), answer.status]).toEqual([keyOf(entry), entry.status]);
      const found = new Set(namesIn(answer.body));
      expect([keyOf(entry), namesIn(entry.response).filter((name) => !found.has(name))]).toEqual([keyOf(entry), []]);
    }
  });
});
