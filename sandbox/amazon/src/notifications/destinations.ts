import type { Answer, Random } from '@connector/simulation';
import { AmazonError, invalidInput, notFound } from '../api/amazon-error.js';
import { jsonBody, textField, type Fields, type SellerCall } from '../api/request-reader.js';
import type { Queues } from '../queues/queues.js';
import type { Destination } from './subscription.js';

type GrantlessCall = Pick<SellerCall, 'parts' | 'body'>;

/** Destinations of the application, with its own token (amazon-sp-api 9). */
export class Destinations {
  readonly all = new Map<string, Destination>();

  constructor(
    private readonly random: Random,
    private readonly queues: Queues,
  ) {}

  create({ body }: GrantlessCall): Answer {
    const fields = jsonBody(body);
    const name = textField(fields, 'name');
    const { sqs, eventBridge } = (fields['resourceSpecification'] ?? {}) as { sqs?: Fields; eventBridge?: Fields };
    if ((sqs === undefined) === (eventBridge === undefined))
      throw invalidInput('resourceSpecification names sqs or eventBridge');
    const resource =
      sqs !== undefined
        ? { sqs: { arn: this.openQueue(textField(sqs, 'arn')) } }
        : {
            eventBridge: {
              name: `aws.partner/sellingpartnerapi.amazon.com/${name}`,
              region: textField(eventBridge!, 'region'),
              accountId: textField(eventBridge!, 'accountId'),
            },
          };
    if ([...this.all.values()].some((known) => known.name === name))
      throw new AmazonError(409, 'Conflict', `There is a destination ${name}`);
    const destination = { destinationId: this.random.guid(), name, resource };
    this.all.set(destination.destinationId, destination);
    return { status: 200, body: { payload: destination } };
  }

  list(): Answer {
    return { status: 200, body: { payload: [...this.all.values()] } };
  }

  get({ parts }: GrantlessCall): Answer {
    return { status: 200, body: { payload: this.find(parts[0]!) } };
  }

  delete({ parts }: GrantlessCall): Answer {
    this.all.delete(this.find(parts[0]!).destinationId);
    return { status: 200, body: {} };
  }

  /** @throws AmazonError 404 */
  find(id: string): Destination {
    const destination = this.all.get(id);
    if (destination === undefined) throw notFound(`Destination ${id} was not found`);
    return destination;
  }

  /** Amazon looks at the queue: a standard one, whose policy lets its account send and read attributes. */
  private openQueue(arn: string): string {
    if (!/^arn:aws:sqs:\S+:\S+:\S+$/.test(arn)) throw invalidInput('arn is no queue');
    if (arn.endsWith('.fifo')) throw invalidInput('The queue must be a standard queue');
    if (this.queues.ofArn(arn)?.settings.allowsAmazon !== true)
      throw invalidInput(`The queue ${arn} is not there, or its policy does not let account 437568002678 in`);
    return arn;
  }
}
