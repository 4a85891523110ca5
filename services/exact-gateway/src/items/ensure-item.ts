import { EnsureExactItemV1, exactItemEnsuredV1 } from '@connector/contracts';
import { Failure } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { AttemptLedger } from '../attempts/attempt-ledger.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { Items, type FoundItem } from '../exact-api/items.js';

/** Makes an item with its price; one with that code which exists already is adopted and left as it is (domain I1, I5). */
@Injectable()
export class EnsureItem {
  constructor(
    private readonly ledger: AttemptLedger,
    private readonly items: Items,
    private readonly answers: AnswerCommands,
  ) {}

  async ensure(body: EnsureExactItemV1, { access, command }: Performance): Promise<void> {
    const key = { division: access.division, kind: 'item', naturalKey: body.code } as const;
    const { item, adopted } = await this.ledger.once(key, command, (leasedUntil) =>
      this.createOrAdopt({ ...access, leasedUntil }, body),
    );
    if (!adopted && body.salesPrice !== undefined) await this.writePrice(access, item.itemId, body.salesPrice);
    await this.answers.final(command, exactItemEnsuredV1, {
      commandId: command.commandId,
      release: command.release,
      division: access.division,
      itemId: item.itemId,
      code: item.code,
      adopted,
      ...(item.salesVatCode === undefined ? {} : { salesVatCode: item.salesVatCode }),
    });
  }

  /**
   * A refusal as a duplicate says that the code stands there already: then it is looked up, at no call in the usual case. It may be
   * our own item, of an earlier call that Exact carried out late.
   */
  private async createOrAdopt(
    access: ExactAccess,
    body: EnsureExactItemV1,
  ): Promise<{ item: FoundItem; adopted: boolean }> {
    try {
      return { item: await this.items.create(access, body), adopted: false };
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_duplicate') throw thrown;
      const [existing] = await this.items.byCode(access, body.code);
      if (existing === undefined) throw thrown;
      return existing;
    }
  }

  /** Exact refuses a second equal price record: after doubt the call is simply repeated. */
  private async writePrice(
    access: ExactAccess,
    itemId: string,
    price: NonNullable<EnsureExactItemV1['salesPrice']>,
  ): Promise<void> {
    try {
      await this.items.writePrice(access, itemId, price, 'new-item');
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.reasonCode !== 'exact_duplicate') throw thrown;
    }
  }
}
