import {
  ensureExactDebtorV1,
  EnsureExactDebtorV1,
  exactDebtorEnsuredV1,
  ExactDebtorPersonalDataV1,
} from '@connector/contracts';
import { validatedAs } from '@connector/messaging';
import { Failure } from '@connector/platform';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { AttemptLedger } from '../attempts/attempt-ledger.js';
import { NoticeGoneRecords } from '../deletions/notice-gone-records.js';
import { Accounts } from '../exact-api/accounts.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { SalesOrders } from '../exact-api/sales-orders.js';
import { sameVatNumber } from './same-vat-number.js';

/**
 * Account, contact and delivery address of a buyer (manual chapter 4): each is made once, however often the command comes.
 * A new buyer costs two calls, three with a delivery address; one with a VAT number one more for each 1,000 customers with one.
 */
@Injectable()
export class EnsureDebtor {
  constructor(
    private readonly sealer: Sealer,
    private readonly ledger: AttemptLedger,
    private readonly accounts: Accounts,
    private readonly salesOrders: SalesOrders,
    private readonly gone: NoticeGoneRecords,
    private readonly answers: AnswerCommands,
  ) {}

  async ensure(body: EnsureExactDebtorV1, performance: Performance): Promise<void> {
    const known = body.accountId === undefined ? [] : [body.accountId];
    await this.gone.whileDoing(performance, { account: known }, () => this.ensureAll(body, performance));
  }

  private async ensureAll(body: EnsureExactDebtorV1, { access, command }: Performance): Promise<void> {
    const opened = this.sealer.open(
      body.personalData,
      messagePlace(command.connectionId, ensureExactDebtorV1.name, 'personalData'),
    );
    const { account, contact, deliveryAddress } = validatedAs(
      ExactDebtorPersonalDataV1,
      `${ensureExactDebtorV1.name} personalData`,
      opened,
    );
    const { division } = access;
    const { accountId, adopted } = await this.account(body, account, { access, command });
    const contactId =
      contact === undefined || adopted
        ? undefined
        : (
            await this.ledger.once(
              { division, kind: 'contact', naturalKey: accountId },
              command,
              async (leasedUntil) => {
                const forgotten = body.lookFirst === true ? await this.accounts.contactsOf(access, accountId) : [];
                return {
                  contactId:
                    forgotten[0] ?? (await this.accounts.createContact({ ...access, leasedUntil }, accountId, contact)),
                };
              },
            )
          ).contactId;
    // an equal address comes back instead of a second one, so this call is simply repeated after doubt
    const deliveryAddressId =
      deliveryAddress === undefined
        ? undefined
        : await this.accounts.createDeliveryAddress(access, accountId, deliveryAddress);
    await this.answers.final(command, exactDebtorEnsuredV1, {
      commandId: command.commandId,
      release: command.release,
      division,
      debtorKey: body.debtorKey,
      accountId,
      adopted,
      ...(contactId === undefined ? {} : { contactId }),
      ...(body.deliveryAddressKey === undefined ? {} : { deliveryAddressKey: body.deliveryAddressKey }),
      ...(deliveryAddressId === undefined ? {} : { deliveryAddressId }),
    });
  }

  private async account(
    body: EnsureExactDebtorV1,
    account: ExactDebtorPersonalDataV1['account'],
    { access, command }: Performance,
  ): Promise<{ accountId: string; adopted: boolean }> {
    if (body.accountId !== undefined) return { accountId: body.accountId, adopted: true };
    if (body.accountCode !== undefined) return this.named(access, body.accountCode);
    if (account === undefined) throw new Error('Neither an account nor its data were given');
    const key = { division: access.division, kind: 'account', naturalKey: body.debtorKey } as const;
    const vatNumber = body.adoptByVatNumber ? account.vatNumber : undefined;
    const customers = async (): Promise<string[]> =>
      vatNumber === undefined ? [] : this.customersWith(access, vatNumber);
    // before the lease, because many customers take longer to read than it lasts; not at all for what was made before
    const early = vatNumber !== undefined && (await this.ledger.mayBegin(key)) ? await customers() : undefined;
    return this.ledger.once(key, command, async (leasedUntil) => {
      const carried = await this.carriedByEarlierOrders(access, body.earlierYourRefs ?? []);
      if (carried !== undefined) return { accountId: carried, adopted: true };
      const forgotten = body.lookFirst === true ? await this.forgotten(access, body.debtorKey) : undefined;
      if (forgotten !== undefined) return { accountId: forgotten, adopted: false };
      const [only, second] = early ?? (await customers());
      if (only !== undefined && second === undefined) return { accountId: only, adopted: true };
      return {
        accountId: await this.accounts.create({ ...access, leasedUntil }, account, body.debtorKey),
        adopted: false,
      };
    });
  }

  /** The account that a person named by its code: nothing is ever made in its place. */
  private async named(access: ExactAccess, code: string): Promise<{ accountId: string; adopted: boolean }> {
    const [accountId] = await this.accounts.byCode(access, code);
    if (accountId === undefined)
      throw new Failure('master-data', 'exact_account_code_unknown', `There is no account with code ${code}`);
    return { accountId, adopted: true };
  }

  /** The customers with this VAT number (domain D7). */
  private async customersWith(access: ExactAccess, vatNumber: string): Promise<string[]> {
    const customers = await this.accounts.customersWithVatNumber(access);
    return customers.filter((customer) => sameVatNumber(customer.vatNumber, vatNumber)).map(({ id }) => id);
  }

  /** An account that we made and know nothing of any more. */
  private async forgotten(access: ExactAccess, debtorKey: string): Promise<string | undefined> {
    const [accountId, second] = await this.accounts.bySearchCode(access, debtorKey);
    if (second !== undefined)
      throw new Failure('business', 'exact_ambiguous_debtor', `Several accounts have the search code ${debtorKey}`);
    return accountId;
  }

  /** Merged with another: the earlier sales orders carry the account that is left. Several are none (domain D14). */
  private async carriedByEarlierOrders(access: ExactAccess, yourRefs: readonly string[]): Promise<string | undefined> {
    if (yourRefs.length === 0) return undefined;
    const orders = await this.salesOrders.byYourRefs(access, yourRefs);
    const accounts = new Set(orders.flatMap(({ orderedBy }) => (orderedBy === undefined ? [] : [orderedBy])));
    return accounts.size === 1 ? [...accounts][0] : undefined;
  }
}
