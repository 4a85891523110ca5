import { amazonConnectionExpiryV1 } from '@connector/contracts';
import { enqueue, UnitOfWork } from '@connector/messaging';
import { CLOCK, describeFailure, ENVIRONMENT, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { DataSource, type EntityManager } from 'typeorm';
import type { AmazonGatewayEnvironment } from '../environment.js';
import { CLIENT_SECRET_DAYS, CONSENT_DAYS, daysLeft, expiresAt, warningStep } from './domain/expiry.js';

type Kind = 'consent' | 'client-secret';

interface Watched {
  readonly connectionId: string;
  readonly what: Kind;
  readonly since: Date;
}

/**
 * Tells when a seller's yearly consent or our client secret ends, 60, 30 and 7 days before and at the end, each once; and that
 * it was renewed. What has ended is told by Amazon's refusal too, and that pauses the connection.
 */
@Injectable()
export class ExpiryWatch {
  private readonly logger = new Logger(ExpiryWatch.name);

  constructor(
    private readonly db: DataSource,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: AmazonGatewayEnvironment,
  ) {}

  @Interval(60_000)
  async tick(): Promise<void> {
    try {
      for (const watched of await this.watched()) await this.look(watched);
    } catch (error) {
      this.logger.warn(`Looking at what expires waits: ${describeFailure(error)}`);
    }
  }

  /** A consent was given anew. In the transaction that keeps its token. */
  async renewed(tx: EntityManager, connectionId: string, since: Date): Promise<void> {
    await tx.query(`UPDATE amazon_gateway.connection SET consent_at = $2 WHERE connection_id = $1`, [
      connectionId,
      since,
    ]);
    await this.note(tx, { connectionId, what: 'consent', since }, null);
    await this.tell(tx, { connectionId, what: 'consent', since });
  }

  private async watched(): Promise<Watched[]> {
    const rows = await this.db.query<{ connectionId: string; consentAt: Date | null }[]>(
      `SELECT connection_id AS "connectionId", consent_at AS "consentAt" FROM amazon_gateway.connection`,
    );
    const secret = this.environment.AMAZON_CLIENT_SECRET_SINCE;
    return rows.flatMap(({ connectionId, consentAt }) => [
      ...(consentAt === null ? [] : [{ connectionId, what: 'consent' as const, since: consentAt }]),
      ...(secret === undefined ? [] : [{ connectionId, what: 'client-secret' as const, since: new Date(secret) }]),
    ]);
  }

  private async look(watched: Watched): Promise<void> {
    const step = warningStep(endOf(watched), this.clock.now()) ?? null;
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.note(tx, watched, step))) return;
      await this.tell(tx, watched);
      if (step !== null) this.logger.warn(`connectionId=${watched.connectionId} ${watched.what} ends soon`);
    });
  }

  /** False: this step of this one was told before, or there is nothing to tell of a new one. */
  private async note(tx: EntityManager, { connectionId, what, since }: Watched, step: number | null): Promise<boolean> {
    const rows = await tx.query<{ renewed: boolean }[]>(
      `INSERT INTO amazon_gateway.expiry_notice AS n (connection_id, what, since, step) VALUES ($1, $2, $3, $4)
       ON CONFLICT (connection_id, what) DO UPDATE SET since = excluded.since, step = excluded.step
       WHERE n.since <> excluded.since OR n.step IS DISTINCT FROM excluded.step
       RETURNING (xmax <> 0) AS renewed`,
      [connectionId, what, since, step],
    );
    return rows.length > 0 && (step !== null || rows[0]!.renewed);
  }

  private async tell(tx: EntityManager, watched: Watched): Promise<void> {
    const end = endOf(watched);
    const { connectionId, what } = watched;
    await enqueue(
      tx,
      amazonConnectionExpiryV1,
      { what, expiresAt: end.toISOString(), daysLeft: daysLeft(end, this.clock.now()) },
      { connectionId, correlationId: connectionId },
    );
  }
}

function endOf({ what, since }: Watched): Date {
  return expiresAt(since, what === 'consent' ? CONSENT_DAYS : CLIENT_SECRET_DAYS);
}
