import { ensureExactMainContactsV1 } from '@connector/contracts';
import { uuidV7 } from '@connector/messaging';
import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import { Steps } from '../commands/steps.js';
import { MainContactsDue } from './main-contacts-due.js';

const CONNECTIONS_A_TICK = 20;

/** Gives accounts their main contact after their orders, ten a command, behind everything else: it costs no order a call (domain D4). */
@Injectable()
export class EnsureMainContactsJob {
  private readonly logger = new Logger(EnsureMainContactsJob.name);

  constructor(
    private readonly steps: Steps,
    private readonly commands: RequestCommand,
    private readonly due: MainContactsDue,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    try {
      await this.steps.run(async (step) => {
        for (const { connectionId, division } of await this.due.connections(step, CONNECTIONS_A_TICK)) {
          const batch = await this.due.take(step, connectionId, division, uuidV7());
          if (batch === undefined) continue;
          await this.commands.request(step, {
            contract: ensureExactMainContactsV1,
            connectionId,
            window: exactWindow(division),
            priority: priority.bulk,
            subject: { kind: 'main-contacts', id: batch.id },
            correlationId: `main contacts ${batch.id}`,
            body: { division, contacts: [...batch.contacts] },
          });
        }
      });
    } catch (error) {
      this.logger.warn(`Giving accounts their main contact waits: ${describeFailure(error)}`);
    }
  }
}
