import { createHash } from 'node:crypto';
import {
  amazonConnectionChangedV1,
  amazonStockAcceptedV1,
  configureAmazonConnectionV1,
  configureExactConnectionV1,
  createExactSalesOrderV1,
  ensureExactDebtorV1,
  ensureExactItemV1,
  ensureExactMainContactsV1,
  exactConnectionChangedV1,
  exactDebtorEnsuredV1,
  exactItemEnsuredV1,
  exactMainContactsEnsuredV1,
  exactMasterDataFetchedV1,
  exactMasterDataPublishedV1,
  exactSalesOrderCreatedV1,
  exactSalesOrderRemovedV1,
  exactSalesOrdersReconciledV1,
  exactStockPositionsFetchedV1,
  fetchExactMasterDataV1,
  fetchExactStockPositionsV1,
  importExactItemV1,
  reconcileExactSalesOrdersV1,
  removeExactSalesOrderV1,
  resyncExactItemV1,
  setAmazonStockV1,
  updateExactItemV1,
  type ExactMasterDataPublishedV1,
  type ExactSalesOrderStandingV1,
  type MoneyV1,
} from '@connector/contracts';
import { masterData } from './invented.js';
import type { Answer, ReceivedCommand } from './scripted-gateways.js';

const answerTo = ({ id, body }: ReceivedCommand): { commandId: string; release: number } => ({
  commandId: id,
  release: Number(body['release']),
});

/** A record's id at Exact: the same for the same key. */
export function exactId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The sales orders that stand in Exact, by division and reference; what a test takes out is gone there. */
export const standingSalesOrders = new Map<string, { division: number; found: ExactSalesOrderStandingV1 }>();

/** Answers of two platforms that agree with everything. `divisions` may change what a division has. */
export function willingPlatforms(
  divisions: (division: number) => Partial<ExactMasterDataPublishedV1> = () => ({}),
): Record<string, Answer> {
  let orderNumber = 1_000;
  const publish: Answer = async ({ connectionId, body }, gateways) => {
    const division = Number(body['division']);
    const data = { ...masterData(division), ...divisions(division) };
    await gateways.tell(exactMasterDataPublishedV1, data, { connectionId });
  };
  const item: Answer = async (command, gateways) => {
    const { division, code, salesVatCode } = command.body as { division: number; code: string; salesVatCode: string };
    const itemId = exactId(`${division}/${code}`);
    const body = { ...answerTo(command), division, itemId, code, adopted: false, salesVatCode };
    await gateways.tell(exactItemEnsuredV1, body, command);
  };
  const itemChanged: Answer = async (command, gateways) => {
    const { division, itemId } = command.body as { division: number; itemId: string };
    const body = { ...answerTo(command), division, itemId, code: '-', adopted: false };
    await gateways.tell(exactItemEnsuredV1, body, command);
  };
  return {
    [configureAmazonConnectionV1.name]: async ({ connectionId, body }, gateways) =>
      gateways.tell(
        amazonConnectionChangedV1,
        { revision: Number(body['revision']), status: 'connected' },
        { connectionId },
      ),
    [configureExactConnectionV1.name]: async (command, gateways) => {
      const { connectionId, body } = command;
      await publish(command, gateways);
      const changed = { revision: Number(body['revision']), status: 'connected' as const };
      await gateways.tell(exactConnectionChangedV1, changed, { connectionId });
    },
    [fetchExactMasterDataV1.name]: async (command, gateways) => {
      await publish(command, gateways);
      const division = Number(command.body['division']);
      await gateways.tell(exactMasterDataFetchedV1, { ...answerTo(command), division }, command);
    },
    [ensureExactDebtorV1.name]: async (command, gateways) => {
      const { division, debtorKey, deliveryAddressKey } = command.body as {
        division: number;
        debtorKey: string;
        deliveryAddressKey?: string;
      };
      const address =
        deliveryAddressKey === undefined
          ? {}
          : { deliveryAddressKey, deliveryAddressId: exactId(`${debtorKey}/${deliveryAddressKey}`) };
      const accountId = exactId(`${division}/${debtorKey}`);
      const body = { ...answerTo(command), division, debtorKey, accountId, adopted: false, ...address };
      await gateways.tell(exactDebtorEnsuredV1, body, command);
    },
    [ensureExactMainContactsV1.name]: async (command, gateways) => {
      const { division, contacts } = command.body as { division: number; contacts: object[] };
      const body = { ...answerTo(command), division, set: contacts.length };
      await gateways.tell(exactMainContactsEnsuredV1, body, command);
    },
    [ensureExactItemV1.name]: item,
    [importExactItemV1.name]: item,
    [updateExactItemV1.name]: itemChanged,
    [resyncExactItemV1.name]: itemChanged,
    [createExactSalesOrderV1.name]: async (command, gateways) => {
      const { division, yourRef, expectedTotal } = command.body as {
        division: number;
        yourRef: string;
        expectedTotal: MoneyV1;
      };
      const body = {
        ...answerTo(command),
        division,
        yourRef,
        salesOrderId: exactId(`${division}/${yourRef}`),
        orderNumber: ++orderNumber,
        total: expectedTotal,
        adopted: false,
      };
      const { salesOrderId, total } = body;
      standingSalesOrders.set(`${division}/${yourRef}`, {
        division,
        found: { salesOrderId, yourRef, orderNumber, total, state: 'open' },
      });
      await gateways.tell(exactSalesOrderCreatedV1, body, command);
    },
    [reconcileExactSalesOrdersV1.name]: async (command, gateways) => {
      const { division, yourRefs } = command.body as { division: number; yourRefs?: string[] };
      const found = [...standingSalesOrders.values()]
        .filter((one) => one.division === division && (yourRefs?.includes(one.found.yourRef) ?? true))
        .map((one) => one.found);
      const body = { ...answerTo(command), division, found, complete: true };
      await gateways.tell(exactSalesOrdersReconciledV1, body, command);
    },
    [removeExactSalesOrderV1.name]: async (command, gateways) => {
      const { division, salesOrderId, yourRef } = command.body as {
        division: number;
        salesOrderId: string;
        yourRef: string;
      };
      standingSalesOrders.delete(`${division}/${yourRef}`);
      const body = { ...answerTo(command), division, salesOrderId, yourRef, wasThere: true };
      await gateways.tell(exactSalesOrderRemovedV1, body, command);
    },
    [fetchExactStockPositionsV1.name]: async (command, gateways) => {
      const body = { ...answerTo(command), division: Number(command.body['division']), upToTimestamp: '1', rows: 0 };
      await gateways.tell(exactStockPositionsFetchedV1, body, command);
    },
    [setAmazonStockV1.name]: async (command, gateways) => {
      const { sku, quantity } = command.body as { sku: string; quantity: number };
      const body = { ...answerTo(command), sku, quantity, submissionId: `submission-${command.id}` };
      await gateways.tell(amazonStockAcceptedV1, body, command);
    },
  };
}
