import {
  amazonOrderUpdatedV1,
  ensureExactDebtorV1,
  type AmazonOrderUpdatedV1,
  type EnsureExactDebtorV1,
} from '@connector/contracts';

/** The tenant of the benchmark. */
export const CONNECTION_ID = '019ab0c2-7a00-7000-8000-00000000be9c';

/** The order with this number: the contract's own example, about 1 KB. */
export function order(number: number): AmazonOrderUpdatedV1 {
  return { ...amazonOrderUpdatedV1.example, amazonOrderId: orderId(number) };
}

export function orderId(number: number): string {
  const digits = String(number).padStart(7, '0');
  return `402-${digits}-${digits}`;
}

const sealed = ensureExactDebtorV1.example.personalData;

/** What the step sends on: the command for the order's debtor, with sealed data that make it 1 KB too. */
export function debtorOf(amazonOrderId: string): EnsureExactDebtorV1 {
  return {
    ...ensureExactDebtorV1.example,
    debtorKey: `AMZ-${amazonOrderId}`,
    personalData: { ...sealed, ct: 'QUJD'.repeat(190) },
  };
}

export const incoming = amazonOrderUpdatedV1;
export const outgoing = ensureExactDebtorV1;

/** Where the incoming orders wait, and where the commands arrive. */
export const QUEUES = { in: 'sync-core.orders', out: 'exact-gateway.orders' } as const;
