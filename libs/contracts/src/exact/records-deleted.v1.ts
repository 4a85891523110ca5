import { ArrayMaxSize, IsArray, IsInt, IsUUID } from 'class-validator';
import { event } from '../contract.js';

/** Records that are gone in Exact, by their ids there; at most 500 of each kind a message. A merged account is gone too. */
export class ExactRecordsDeletedV1 {
  @IsInt() division!: number;
  @IsArray() @ArrayMaxSize(500) @IsUUID(undefined, { each: true }) accounts!: string[];
  @IsArray() @ArrayMaxSize(500) @IsUUID(undefined, { each: true }) addresses!: string[];
  @IsArray() @ArrayMaxSize(500) @IsUUID(undefined, { each: true }) items!: string[];
  @IsArray() @ArrayMaxSize(500) @IsUUID(undefined, { each: true }) salesOrders!: string[];
}

export const exactRecordsDeletedV1 = event('exact.records.deleted.v1', ExactRecordsDeletedV1, {
  summary:
    'Accounts, addresses, items or sales orders are gone in Exact: what refers to them must be found or made anew.',
  example: {
    division: 123456,
    accounts: ['6f1c1d5e-9f3a-4f0e-8a56-000000000003'],
    addresses: [],
    items: ['6f1c1d5e-9f3a-4f0e-8a56-000000000005'],
    salesOrders: [],
  },
});
