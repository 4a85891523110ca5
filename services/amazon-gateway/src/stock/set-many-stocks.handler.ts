import { setManyAmazonStockV1, SetManyAmazonStockV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { AnswerCommands } from '../commands/answer-commands.js';
import { ManyStocks } from './many-stocks.js';

/** Many quantities are to stand at Amazon. */
@Controller()
export class SetManyStocksHandler {
  constructor(
    private readonly commands: AnswerCommands,
    private readonly many: ManyStocks,
  ) {}

  /** The answer comes when every quantity has its result; a delivery of the same command meanwhile changes nothing. */
  @OnMessage(setManyAmazonStockV1)
  async on(
    @MessageBody(setManyAmazonStockV1) body: SetManyAmazonStockV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    const asked = { command: setManyAmazonStockV1.name, release: body.release };
    await this.commands.begin(asked, delivery, (tx) => this.many.queue(tx, delivery, body));
  }
}
