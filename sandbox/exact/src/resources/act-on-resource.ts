import type { Answer, Call } from '@connector/simulation';
import { checkedFields, type Writer } from '../odata/checked-fields.js';
import { deleteRecord } from './delete-record.js';
import type { Division, Row } from '../divisions/division.js';
import { ExactError } from '../odata/exact-error.js';
import type { ResourceDefinition, Right } from '../odata/field-definitions.js';
import { stockPositions } from '../logistics/logistics-resources.js';
import type { User } from '../oauth/user.js';
import { isFeed, readDeleted, readFeed, readSyncTimestamp } from '../odata/read-feed.js';
import { createdAnswer, listRecords, readRecord, readStockOfItem } from '../odata/read-records.js';
import { bulkLists, feeds, resources } from './resource-definitions.js';
import type { Showing } from '../odata/show-record.js';
import { topics } from '../webhooks/webhook-topics.js';
import type { Webhooks } from '../webhooks/webhooks.js';
import { completeSalesOrder } from '../sales-orders/write-sales-order.js';
import { createRecord, updateRecord } from './write-record.js';

/** A call to a resource of a division, by somebody who may open it. */
export interface Action {
  readonly call: Call;
  readonly user: User;
  readonly division: Division;
  readonly path: string;
  readonly key: string | undefined;
  readonly baseUrl: string;
  readonly writer: Writer;
  readonly webhooks: Webhooks;
  readonly clientId: string;
}

/** What a licence without trade lacks (exact-online 11). */
const TRADE: readonly Right[] = ['Logistics inventory', 'Sales orders'];
const DELETED = 'sync/Deleted';
const STOCK_OF_ITEM = 'read/logistics/StockPosition';

/** Answers it. @throws ExactError what Exact says no with */
export async function actOnResource(action: Action): Promise<Answer> {
  const { call, user, division, path, key, baseUrl, writer } = action;
  const right = rightOf(path);
  if (right !== undefined && user.rights !== undefined && !user.rights.includes(right))
    throw new ExactError(403, 'Forbidden');
  if (right !== undefined && TRADE.includes(right) && !division.hasTrade)
    throw new ExactError(403, 'Forbidden: the module is not in the licence');
  const showing = (resource: ResourceDefinition): Showing => ({
    division,
    resource,
    uri: `${baseUrl}/${path}`,
    now: writer.now,
  });
  if (call.method === 'GET') {
    if (isFeed(path)) return readFeed(showing(feeds[path]!), call.query, call.lagMs);
    if (path === DELETED) return readDeleted(showing(stockPositions), call.query, user.userId);
    if (path === STOCK_OF_ITEM) return readStockOfItem(showing(stockPositions), call.query);
    if (path === 'read/sync/Sync/SyncTimestamp') return readSyncTimestamp(division, call.query);
    if (path === 'webhooks/WebhookTopics') return topicList();
    const bulk = bulkLists[path];
    if (bulk !== undefined && key === undefined)
      return listRecords(showing(resources[bulk]!), call.query, 'bulk', call.lagMs);
  }
  if (path === 'salesorder/CompleteSalesOrder' && call.method === 'POST')
    return { status: 201, body: { d: completeSalesOrder(division, json(call), writer) } };
  const resource = resources[path];
  if (resource === undefined) throw new ExactError(404, `Resource not found for the segment '${path}'.`);
  if (!resource.methods.includes(call.method as 'GET')) throw new ExactError(405, 'Method not allowed');
  switch (call.method) {
    case 'GET':
      return key === undefined
        ? listRecords(showing(resource), call.query, 'single', call.lagMs)
        : readRecord(showing(resource), key, call.query, call.lagMs);
    case 'POST':
      if (key !== undefined) throw new ExactError(405, 'Method not allowed');
      if (resource.table === 'WebhookSubscriptions') return subscribe(action, showing(resource));
      return createdAnswer(showing(resource), createRecord(division, path, json(call), writer));
    case 'PUT':
      if (key === undefined) throw new ExactError(405, 'Method not allowed');
      updateRecord(division, path, key, json(call), writer);
      return { status: 204 };
    default:
      if (key === undefined) throw new ExactError(405, 'Method not allowed');
      deleteRecord(division, path, key, writer);
      return { status: 204 };
  }
}

async function subscribe({ call, user, division, writer, webhooks, clientId }: Action, showing: Showing) {
  const { Topic, CallbackURL } = checkedFields(division, showing.resource, json(call), writer, 'POST');
  await webhooks.admit(division, { Topic, CallbackURL }, writer.language);
  const id = division.guid();
  const row: Row = {
    ID: id,
    Topic,
    CallbackURL,
    Description: Topic,
    ClientID: clientId,
    UserID: user.userId,
    Division: division.code,
    Created: writer.now,
  };
  return createdAnswer(showing, division.put('WebhookSubscriptions', id, row));
}

function topicList(): Answer {
  const results = Object.values(topics).map(({ topic }) => ({ Topic: topic }));
  return { status: 200, body: { d: { results } } };
}

function rightOf(path: string): Right | undefined {
  if (path === DELETED || path.startsWith('webhooks/') || path.startsWith('system/'))
    return 'Organization administration';
  if (path === STOCK_OF_ITEM) return 'Logistics inventory';
  return (feeds[path] ?? resources[bulkLists[path] ?? path])?.right;
}

function json(call: Call): Row {
  const wrong = new ExactError(400, 'Error processing request stream. The request content is not valid JSON.');
  let body: unknown;
  try {
    body = JSON.parse(call.body.toString('utf8'));
  } catch {
    throw wrong;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw wrong;
  return body as Row;
}
