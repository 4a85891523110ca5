import { fetchExactMasterDataV1, FetchExactMasterDataV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { PerformCommand } from '../answers/perform-command.js';
import { FetchMasterData } from './fetch-master-data.js';

/** Somebody wants to know what the division has now. */
@Controller()
export class FetchMasterDataHandler {
  constructor(
    private readonly commands: PerformCommand,
    private readonly fetch: FetchMasterData,
  ) {}

  @OnMessage(fetchExactMasterDataV1)
  async on(
    @MessageBody(fetchExactMasterDataV1) body: FetchExactMasterDataV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.commands.perform(fetchExactMasterDataV1, body, delivery, 'person', (performance) =>
      this.fetch.fetch(body, performance),
    );
  }
}
