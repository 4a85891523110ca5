import { CLOCK, CredentialsFailure, describeFailure, QuotaFailure, type Clock } from '@connector/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ConfigureConnection } from '../connections/configure-connection.js';
import { Connections, type AmazonConnection } from '../connections/connections.js';
import { Polls, type Flow, type Poll } from './polls.js';

const LONGEST_DELAY_SECONDS = 600;

/** One look at Amazon for a flow: a page of a walk. */
export type Look = (poll: Poll, connection: AmazonConnection) => Promise<void>;

/** Runs due polls one after the other, and puts off those that failed, by class of failure. */
@Injectable()
export class PollRunner {
  private readonly logger = new Logger(PollRunner.name);
  private readonly running = new Set<Flow>();

  constructor(
    private readonly polls: Polls,
    private readonly connections: Connections,
    private readonly configure: ConfigureConnection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Works off what is due now; a tick never overlaps itself. */
  async runDue(flow: Flow, look: Look): Promise<void> {
    if (this.running.has(flow)) return;
    this.running.add(flow);
    try {
      for (let poll = await this.polls.take(flow); poll !== undefined; poll = await this.polls.take(flow)) {
        await this.runOne(flow, poll, look);
      }
    } catch (error) {
      this.logger.warn(`Looking for due polls waits: ${describeFailure(error)}`);
    } finally {
      this.running.delete(flow);
    }
  }

  private async runOne(flow: Flow, poll: Poll, look: Look): Promise<void> {
    const connection = await this.connections.find(poll.connectionId);
    if (connection === undefined) return;
    try {
      await look(poll, connection);
    } catch (thrown) {
      const trouble = describeFailure(thrown, 300);
      this.logger.warn(`${flow} connectionId=${poll.connectionId} put off: ${trouble}`);
      if (thrown instanceof QuotaFailure)
        return this.polls.later(poll, flow, thrown.notBefore, trouble, { counts: false });
      if (thrown instanceof CredentialsFailure) await this.configure.refuse(connection, thrown);
      const seconds = Math.min(LONGEST_DELAY_SECONDS, 5 * 2 ** Math.min(poll.failures, 8));
      await this.polls.later(poll, flow, new Date(this.clock.now().getTime() + seconds * 1_000), trouble);
    }
  }
}
