import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CLOCK,
  CredentialsFailure,
  describeFailure,
  inSpan,
  inWork,
  QuotaFailure,
  type Clock,
} from '@connector/platform';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type AmazonConnection } from '../connections/connections.js';
import { Polls, type Flow, type Poll } from './polls.js';

const LONGEST_DELAY_SECONDS = 600;

/** A page takes less; a call that hangs is left to its lease. */
const STOP_WITHIN_MS = 5_000;

/** One look at Amazon for a flow: a page of a walk. */
export type Look = (poll: Poll, connection: AmazonConnection) => Promise<void>;

/** Runs due polls one after the other, and puts off those that failed, by class of failure. */
@Injectable()
export class PollRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(PollRunner.name);
  private readonly running = new Map<Flow, Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly polls: Polls,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Works off what is due now; a tick never overlaps itself. */
  async runDue(flow: Flow, look: Look): Promise<void> {
    if (this.running.has(flow) || this.isStopping) return;
    const work = this.workOff(flow, look);
    this.running.set(flow, work);
    await work;
    this.running.delete(flow);
  }

  /** Finishes the pages under way: a poll that was left would wait for the end of its lease. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.race([Promise.all(this.running.values()), wait(STOP_WITHIN_MS, undefined, { ref: false })]);
  }

  private async workOff(flow: Flow, look: Look): Promise<void> {
    try {
      while (!this.isStopping) {
        const poll = await this.polls.take(flow);
        if (poll === undefined) return;
        const work = { connectionId: poll.connectionId, correlationId: `${flow} ${randomUUID()}` };
        await inWork(work, () => this.runOne(flow, poll, look));
      }
    } catch (error) {
      this.logger.warn(`Looking for due polls waits: ${describeFailure(error)}`);
    }
  }

  private async runOne(flow: Flow, poll: Poll, look: Look): Promise<void> {
    const connection = await this.connections.find(poll.connectionId);
    if (connection === undefined) return;
    try {
      const attributes = { 'connector.connection_id': poll.connectionId };
      await inSpan(`poll ${flow}`, { attributes }, () => look(poll, connection));
    } catch (thrown) {
      const trouble = describeFailure(thrown, 300);
      this.logger.warn(`${flow} put off: ${trouble}`);
      if (thrown instanceof QuotaFailure)
        return this.polls.later(poll, flow, thrown.notBefore, trouble, { counts: false });
      if (thrown instanceof CredentialsFailure) await this.configure.refuse(connection, thrown);
      const seconds = Math.min(LONGEST_DELAY_SECONDS, 5 * 2 ** Math.min(poll.failures, 8));
      await this.polls.later(poll, flow, new Date(this.clock.now().getTime() + seconds * 1_000), trouble);
    }
  }
}
