import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const FOLDER = join(import.meta.dirname, '../../../../../shared/reference/amazon-models');
const NAMES = [
  'orders_2026-01-01',
  'listingsItems_2021-08-01',
  'reports_2021-06-30',
  'feeds_2021-06-30',
  'notifications',
  'sellers',
];

export interface StaticCase {
  readonly operation: string;
  readonly status: number;
  readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
  readonly response: unknown;
}

interface Response {
  readonly schema?: { readonly $ref?: string };
  readonly 'x-amzn-api-sandbox'?: {
    readonly static?: readonly {
      readonly request: { readonly parameters: StaticCase['parameters'] };
      readonly response?: unknown;
    }[];
  };
}

interface Model {
  readonly paths: Readonly<
    Record<string, Record<string, { operationId?: string; responses?: Readonly<Record<string, Response>> }>>
  >;
}

/** Answers that Amazon's model of the operation does not name, but its services give. */
const OUTSIDE_THE_MODEL = ['patchListingsItem 404'];

/** Operations whose model is not among them. */
const WITHOUT_MODEL = ['rotateApplicationClientSecret'];

/** Amazon's own models, beside the repository; absent on most machines. */
export class AmazonModels {
  static readonly present = existsSync(FOLDER);
  readonly cases: StaticCase[] = [];
  readonly checked = new Set<string>();
  private readonly validators = new Map<string, ValidateFunction | undefined>();
  private readonly ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true });

  constructor() {
    addFormats.default(this.ajv);
    this.ajv.addFormat('int64', true);
    for (const name of AmazonModels.present ? NAMES : []) this.load(name);
  }

  /** A schema among the models, of feeds for example. */
  schema(path: string): ValidateFunction {
    // the ids in them are examples, the same in each
    const text = readFileSync(join(FOLDER, path), 'utf8').replaceAll(/"\$id":\s*"[^"]*",?/g, '');
    return this.ajv.compile(JSON.parse(text) as object);
  }

  /** @throws Error when Amazon's model does not allow this answer of this operation */
  check(operation: string, status: number, body: unknown): void {
    const key = `${operation} ${status}`;
    if (!AmazonModels.present || OUTSIDE_THE_MODEL.includes(key) || WITHOUT_MODEL.includes(operation)) return;
    if (!this.validators.has(key)) throw new Error(`The model knows no answer ${key}`);
    this.checked.add(key);
    const validate = this.validators.get(key);
    if (validate !== undefined && !validate(body))
      throw new Error(`${key} breaks the model: ${this.ajv.errorsText(validate.errors)}`);
  }

  private load(name: string): void {
    const model = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Model;
    this.ajv.addSchema(model, name);
    for (const { operationId, responses } of Object.values(model.paths).flatMap((path) => Object.values(path))) {
      if (operationId === undefined) continue;
      for (const [status, response] of Object.entries(responses ?? {})) {
        const reference = response.schema?.$ref;
        this.validators.set(
          `${operationId} ${status}`,
          reference === undefined ? undefined : this.ajv.compile({ $ref: `${name}${reference}` }),
        );
        for (const { request, response: answer } of response['x-amzn-api-sandbox']?.static ?? [])
          this.cases.push({
            operation: operationId,
            status: Number(status),
            parameters: request.parameters,
            response: answer,
          });
      }
    }
  }
}

/** One set for a test file: every answer that its clients see is checked by it. */
export const amazonModels = new AmazonModels();
