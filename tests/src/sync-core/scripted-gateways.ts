import { contractNamed, subscriptions, type Contract, type ServiceName } from '@connector/contracts';
import { RabbitClient, type Outgoing } from '@connector/messaging';
import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { lastValueFrom } from 'rxjs';

/** A command as it came to a gateway. */
export interface ReceivedCommand {
  readonly name: string;
  readonly id: string;
  readonly connectionId: string;
  readonly correlationId: string;
  readonly body: Record<string, unknown>;
}

/** What a gateway tells when it has done what a command asks. */
export type Answer = (command: ReceivedCommand, gateways: ScriptedGateways) => void | Promise<void>;

const GATEWAYS: readonly ServiceName[] = ['amazon-gateway', 'exact-gateway'];

/** Both gateways behind the real broker: they take every command of sync-core, remember it, and answer as a test says. */
export class ScriptedGateways {
  readonly commands: ReceivedCommand[] = [];
  /** set while the gateways must stay silent */
  silent = false;
  private closing = false;
  private readonly running = new Set<Promise<void>>();
  private answers: ReadonlyMap<string, Answer> = new Map();

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
    private readonly client: RabbitClient,
  ) {}

  static async open(amqpUrl: string): Promise<ScriptedGateways> {
    const connection = await connect(amqpUrl, { noDelay: true });
    const client = new RabbitClient({ amqpUrl, name: 'scripted gateways' });
    const gateways = new ScriptedGateways(connection, await connection.createChannel(), client);
    for (const service of GATEWAYS) {
      for (const lane of Object.keys(subscriptions[service])) {
        await gateways.channel.consume(`${service}.${lane}`, (message) => gateways.begin(message));
      }
    }
    return gateways;
  }

  /** What is answered from now on; a command without an entry is taken and never answered. */
  answerWith(answers: Readonly<Record<string, Answer>>): void {
    this.answers = new Map(Object.entries(answers));
  }

  of(contract: { readonly name: string }): ReceivedCommand[] {
    return this.commands.filter(({ name }) => name === contract.name);
  }

  /** Publishes an event as the gateways do; the body must be a valid one. */
  async tell<Body extends object>(
    contract: Contract<Body>,
    body: Body,
    envelope: { connectionId: string; correlationId?: string; messageId?: string; occurredAt?: Date },
  ): Promise<void> {
    const { occurredAt, correlationId = 'test', ...whose } = envelope;
    const outgoing: Outgoing<Body> = {
      body,
      envelope: { ...whose, correlationId },
      ...(occurredAt === undefined ? {} : { occurredAt }),
    };
    await lastValueFrom(this.client.emit(contract.name, outgoing), { defaultValue: undefined });
  }

  /** What is being answered is answered first: a message without its confirm would fail a test that has ended. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.all(this.running);
    await this.client.close();
    await this.connection.close();
  }

  private begin(message: ConsumeMessage | null): void {
    if (this.closing) return;
    const answering = this.take(message).finally(() => this.running.delete(answering));
    this.running.add(answering);
  }

  private async take(message: ConsumeMessage | null): Promise<void> {
    if (message === null) return;
    const name = String(message.properties.type);
    if (contractNamed(name) === undefined) throw new Error(`sync-core sent ${name}, which no contract names`);
    const command: ReceivedCommand = {
      name,
      id: String(message.properties.messageId),
      connectionId: String(message.properties.headers?.['x-connection-id']),
      correlationId: String(message.properties.correlationId),
      body: JSON.parse(message.content.toString('utf8')) as Record<string, unknown>,
    };
    this.commands.push(command);
    this.channel.ack(message);
    if (!this.silent) await this.answers.get(name)?.(command, this);
  }
}
