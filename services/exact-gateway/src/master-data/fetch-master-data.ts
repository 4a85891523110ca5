import {
  exactMasterDataFetchedV1,
  exactMasterDataPublishedV1,
  FetchExactMasterDataV1,
  type ExactMasterDataPublishedV1,
} from '@connector/contracts';
import { enqueue } from '@connector/messaging';
import { CLOCK, type Clock } from '@connector/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import { MasterData } from '../exact-api/master-data.js';
import { keepMasterData } from './keep-master-data.js';

const FRESH_MS = 86_400_000;

/** Publishes what a division has; a copy that was read within the last day will do unless a person waits for what just changed. */
@Injectable()
export class FetchMasterData {
  constructor(
    private readonly db: DataSource,
    private readonly masterData: MasterData,
    private readonly answers: AnswerCommands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async fetch(body: FetchExactMasterDataV1, { access, command }: Performance): Promise<void> {
    const now = this.clock.now();
    const [kept] = await this.db.query<{ body: ExactMasterDataPublishedV1; read_at: Date }[]>(
      `SELECT body, read_at FROM exact_gateway.master_data WHERE division = $1`,
      [access.division],
    );
    const usable =
      body.freshness === 'routine' && kept !== undefined && now.getTime() - kept.read_at.getTime() < FRESH_MS;
    const read = usable ? undefined : await this.masterData.read(access, now);
    await this.answers.final(
      command,
      exactMasterDataFetchedV1,
      { commandId: command.commandId, release: command.release, division: access.division },
      async (tx) => {
        if (read !== undefined) await keepMasterData(tx, read);
        await enqueue(tx, exactMasterDataPublishedV1, read?.data ?? kept!.body, command);
      },
    );
  }
}
