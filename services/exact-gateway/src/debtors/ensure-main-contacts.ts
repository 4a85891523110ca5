import { EnsureExactMainContactsV1, exactMainContactsEnsuredV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { Accounts } from '../exact-api/accounts.js';

/** Gives accounts their main contact where neither Exact nor a person did (domain D4, D8). Looks first, so it can be repeated. */
@Injectable()
export class EnsureMainContacts {
  constructor(
    private readonly accounts: Accounts,
    private readonly answers: AnswerCommands,
  ) {}

  async ensure(body: EnsureExactMainContactsV1, { access, command }: Performance): Promise<void> {
    const lacking = await this.accounts.withoutMainContact(
      access,
      body.contacts.map(({ accountId }) => accountId),
    );
    const missing = body.contacts.filter(({ accountId }) => lacking.has(accountId));
    for (const { accountId, contactId } of missing) await this.accounts.setMainContact(access, accountId, contactId);
    await this.answers.final(command, exactMainContactsEnsuredV1, {
      commandId: command.commandId,
      release: command.release,
      division: access.division,
      set: missing.length,
    });
  }
}
