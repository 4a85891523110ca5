import { describeFailure } from '@connector/platform';
import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { ConfigureConnection } from './configure-connection.js';

/**
 * Tries connections again whose refusal is none of the seller's: our own client was refused, and nobody gives a new consent when
 * an operator has renewed its secret. All of them have the same cause, so one login a minute asks for all: the first that is
 * still refused ends the round. They are tried in any order, so that one with a cause of its own holds up no other for long.
 */
@Injectable()
export class TryRefusedAgainJob {
  private readonly logger = new Logger(TryRefusedAgainJob.name);
  private isRunning = false;

  constructor(
    private readonly db: DataSource,
    private readonly configure: ConfigureConnection,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      for (const connectionId of await this.refused()) {
        await this.configure.tryAgain(connectionId, { answers: false });
        if ((await this.refused()).includes(connectionId)) {
          this.logger.warn('Amazon still refuses our client: its connections wait for a new client secret');
          return;
        }
      }
    } catch (error) {
      this.logger.warn(`Trying connections again waits: ${describeFailure(error)}`);
    } finally {
      this.isRunning = false;
    }
  }

  private async refused(): Promise<string[]> {
    const rows = await this.db.query<{ connectionId: string }[]>(
      `SELECT connection_id AS "connectionId" FROM amazon_gateway.connection
       WHERE active AND refused_reason = 'amazon_client_refused' ORDER BY random()`,
    );
    return rows.map(({ connectionId }) => connectionId);
  }
}
