import { Injectable } from '@nestjs/common';
import { Accounts } from '../exact-api/accounts.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { Items } from '../exact-api/items.js';
import { SalesOrders } from '../exact-api/sales-orders.js';
import type { AttemptKey } from './attempt-ledger.js';

/** Finds by its natural key what an unclear attempt may have made; in the shape in which the attempt would have stored it. */
@Injectable()
export class LookUps {
  constructor(
    private readonly accounts: Accounts,
    private readonly items: Items,
    private readonly salesOrders: SalesOrders,
  ) {}

  async find(key: AttemptKey, access: ExactAccess): Promise<object[]> {
    switch (key.kind) {
      case 'account':
        return (await this.accounts.bySearchCode(access, key.naturalKey)).map((accountId) => ({
          accountId,
          adopted: false,
        }));
      case 'contact':
        return (await this.accounts.contactsOf(access, key.naturalKey)).map((contactId) => ({ contactId }));
      case 'item':
        return this.items.byCode(access, key.naturalKey);
      case 'sales-order':
        return this.salesOrders.byYourRef(access, key.naturalKey);
    }
  }
}
