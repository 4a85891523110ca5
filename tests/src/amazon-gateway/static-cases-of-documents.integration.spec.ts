import { Connections, type AmazonConnection } from '@connector/amazon-gateway/connections/connections';
import { FeedsApi } from '@connector/amazon-gateway/selling-partner-api/feeds';
import { NotificationsApi } from '@connector/amazon-gateway/selling-partner-api/notifications';
import { ReportsApi } from '@connector/amazon-gateway/selling-partner-api/reports';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { casesOf, describeWithModels, type ModelAnswer } from './amazon-models.js';
import { Shop } from './shop.js';
import { setStage, type Stage } from './stage.js';

const REPORTS = 'reports_2021-06-30.json';
const FEEDS = 'feeds_2021-06-30.json';
const NOTIFICATIONS = 'notifications.json';

const FILE_OF: Readonly<Record<string, string>> = {
  createReport: REPORTS,
  getReport: REPORTS,
  getReportDocument: REPORTS,
  createFeedDocument: FEEDS,
  createFeed: FEEDS,
  getFeed: FEEDS,
  cancelFeed: FEEDS,
  getFeedDocument: FEEDS,
  getDestinations: NOTIFICATIONS,
  createDestination: NOTIFICATIONS,
  getSubscription: NOTIFICATIONS,
  createSubscription: NOTIFICATIONS,
  deleteSubscriptionById: NOTIFICATIONS,
};

describeWithModels('The static sandbox cases of reports, feeds and notifications', () => {
  let stage: Stage;
  let app: INestApplication;
  let connection: AmazonConnection;
  beforeAll(async () => {
    stage = await setStage('amazon_gateway_models_2');
    const shop = await Shop.open(stage);
    app = await stage.start();
    await shop.configure(app, { active: false });
    connection = (await app.get(Connections).find(shop.connectionId))!;
  });
  beforeEach(() => stage.query(`TRUNCATE amazon_gateway.throttle`));
  afterAll(() => stage.stop());

  const answerWith = (status: number, body: object): void => {
    stage.gate.rules = [({ path }) => (path === '/auth/o2/token' ? undefined : { status, body })];
  };

  /** Each operation as we call it, and what it makes of Amazon's answer. */
  const calls: Record<string, { file: string; call: () => Promise<unknown>; reads: (answer: ModelAnswer) => unknown }> =
    {
      createReport: {
        file: REPORTS,
        call: () => app.get(ReportsApi).ask(connection, 'GET_MERCHANT_LISTINGS_ALL_DATA', 'A1PA6795UKMFR9'),
        reads: ({ reportId }) => reportId,
      },
      getReport: {
        file: REPORTS,
        call: () => app.get(ReportsApi).state(connection, 'ReportId1'),
        reads: ({ processingStatus: status, reportDocumentId: documentId }) => ({
          status,
          ...(documentId === undefined ? {} : { documentId }),
        }),
      },
      getReportDocument: {
        file: REPORTS,
        call: () => app.get(ReportsApi).document(connection, '0356cf79'),
        reads: ({ url, compressionAlgorithm }) => ({ url, isGzip: compressionAlgorithm === 'GZIP' }),
      },
      createFeedDocument: {
        file: FEEDS,
        call: () => app.get(FeedsApi).upload(connection),
        reads: ({ feedDocumentId: documentId, url }) => ({ documentId, url }),
      },
      createFeed: {
        file: FEEDS,
        call: () => app.get(FeedsApi).submit(connection, 'JSON_LISTINGS_FEED', 'A1PA6795UKMFR9', '3d4e42b5'),
        reads: ({ feedId }) => feedId,
      },
      getFeed: {
        file: FEEDS,
        call: () => app.get(FeedsApi).state(connection, 'FeedId1'),
        reads: ({ processingStatus: status, resultFeedDocumentId: resultDocumentId }) => ({
          status,
          ...(resultDocumentId === undefined ? {} : { resultDocumentId }),
        }),
      },
      cancelFeed: {
        file: FEEDS,
        call: () => app.get(FeedsApi).cancel(connection, 'ID1'),
        reads: () => undefined,
      },
      getFeedDocument: {
        file: FEEDS,
        call: () => app.get(FeedsApi).result(connection, '0356cf79'),
        reads: ({ url, compressionAlgorithm }) => ({ url, isGzip: compressionAlgorithm === 'GZIP' }),
      },
      getDestinations: {
        file: NOTIFICATIONS,
        call: () => app.get(NotificationsApi).destinations(connection),
        reads: ({ payload }) =>
          (payload as { destinationId: string; resource: { sqs?: { arn: string } } }[]).map(
            ({ destinationId, resource }) => ({
              destinationId,
              ...(resource.sqs === undefined ? {} : { arn: resource.sqs.arn }),
            }),
          ),
      },
      createDestination: {
        file: NOTIFICATIONS,
        call: () =>
          app.get(NotificationsApi).createDestination(connection, 'q', 'arn:aws:sqs:eu-west-1:444455556666:q'),
        reads: ({ payload }) => (payload as { destinationId: string }).destinationId,
      },
      getSubscription: {
        file: NOTIFICATIONS,
        call: () => app.get(NotificationsApi).subscription(connection, 'ORDER_CHANGE'),
        reads: ({ payload }) => {
          const { subscriptionId, destinationId } = payload as Record<string, string>;
          return { subscriptionId, destinationId };
        },
      },
      createSubscription: {
        file: NOTIFICATIONS,
        call: () => app.get(NotificationsApi).subscribe(connection, 'ORDER_CHANGE', 'd'),
        reads: () => undefined,
      },
      deleteSubscriptionById: {
        file: NOTIFICATIONS,
        call: () => app.get(NotificationsApi).unsubscribe(connection, 'ORDER_CHANGE', 's'),
        reads: () => undefined,
      },
    };
  const all = (
    statuses: readonly string[],
  ): { name: string; operation: string; status: string; answer: ModelAnswer }[] =>
    Object.entries(FILE_OF).flatMap(([operation, file]) =>
      statuses.flatMap((status) => casesOf(file, operation, status).map((found) => ({ ...found, operation, status }))),
    );

  it('has a case for every operation that we use', () => {
    expect(Object.keys(calls).toSorted()).toEqual(Object.keys(FILE_OF).toSorted());
    const named = new Set(all(['200', '201', '202']).map(({ operation }) => operation));
    expect(Object.keys(calls).filter((operation) => !named.has(operation))).toEqual([]);
  });

  it.each(all(['200', '201', '202']))('$name is read without loss', async ({ operation, status, answer }) => {
    answerWith(Number(status), answer);
    expect(await calls[operation]!.call()).toEqual(calls[operation]!.reads(answer));
  });

  it.each(all(['400']))('$name is a refusal of our request', async ({ operation, answer }) => {
    answerWith(400, answer);
    await expect(calls[operation]!.call()).rejects.toMatchObject({
      failureClass: 'bug',
      reasonCode: 'amazon_request_refused',
      message: expect.not.stringContaining('Invalid input'),
    });
  });
});
