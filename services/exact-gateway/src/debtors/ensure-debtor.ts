import {
  ensureExactDebtorV1,
  EnsureExactDebtorV1,
  exactDebtorEnsuredV1,
  ExactDebtorPersonalDataV1,
} from '@connector/contracts';
import { validatedAs } from '@connector/messaging';
import { messagePlace, Sealer } from '@connector/sealing';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { AttemptLedger } from '../attempts/attempt-ledger.js';
import { Accounts } from '../exact-api/accounts.js';
import { sameVatNumber } from './same-vat-number.js';

/**
 * Account, contact and delivery address of a buyer (manual chapter 4): each is made once, however often the command comes.
 * A new buyer costs two calls, three with a delivery address.
 */
@Injectable()
export class EnsureDebtor {
  constructor(
    private readonly sealer: Sealer,
    private readonly ledger: AttemptLedger,
    private readonly accounts: Accounts,
    private readonly answers: AnswerCommands,
  ) {}

  async ensure(body: EnsureExactDebtorV1, { access, command }: Performance): Promise<void> {
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
              async (leasedUntil) => ({
                contactId: await this.accounts.createContact({ ...access, leasedUntil }, accountId, contact),
              }),
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
    if (account === undefined) throw new Error('Neither an account nor its data were given');
    const key = { division: access.division, kind: 'account', naturalKey: body.debtorKey } as const;
    return this.ledger.once(key, command, async (leasedUntil) => {
      if (body.adoptByVatNumber && account.vatNumber !== undefined) {
        const { vatNumber } = account;
        const customers = await this.accounts.customersWithVatNumber(access, account.country ?? '');
        const same = customers.filter((customer) => sameVatNumber(customer.vatNumber, vatNumber));
        if (same.length === 1) return { accountId: same[0]!.id, adopted: true };
      }
      return {
        accountId: await this.accounts.create({ ...access, leasedUntil }, account, body.debtorKey),
        adopted: false,
      };
    });
  }
}
