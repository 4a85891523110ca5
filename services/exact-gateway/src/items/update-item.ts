import { exactItemEnsuredV1, UpdateExactItemV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { NoticeGoneRecords } from '../deletions/notice-gone-records.js';
import { Items } from '../exact-api/items.js';

/** Description and price of an item that the connector made; never its code, never its group (domain I4). */
@Injectable()
export class UpdateItem {
  constructor(
    private readonly items: Items,
    private readonly gone: NoticeGoneRecords,
    private readonly answers: AnswerCommands,
  ) {}

  async update(body: UpdateExactItemV1, { access, command }: Performance): Promise<void> {
    const { itemId } = body;
    await this.gone.whileDoing({ access, command }, { item: [itemId] }, () => this.items.update(access, body));
    if (body.salesPrice !== undefined) await this.items.writePrice(access, itemId, body.salesPrice, 'look');
    await this.answers.final(command, exactItemEnsuredV1, {
      commandId: command.commandId,
      release: command.release,
      division: access.division,
      itemId,
      code: '',
      adopted: false,
    });
  }
}
