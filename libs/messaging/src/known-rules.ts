import { getMetadataStorage, ValidationTypes, type ValidationArguments } from 'class-validator';

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Check = (object: object, value: unknown) => boolean;

/** What the decorators of one field ask for. */
interface FieldRules {
  readonly name: string;
  /** where one of these says no, the field is not looked at (`@IsOptional`) */
  readonly conditions: readonly Check[];
  readonly checks: readonly Check[];
  readonly isNested: boolean;
}

/** The rules of each class; undefined: it has some that are not known here. */
const known = new Map<unknown, ReadonlyMap<string, FieldRules> | undefined>();

/**
 * Whether an instance surely meets class-validator's decorators of its class; fields without any are removed. It says what
 * `validateSync(instance, { whitelist: true, forbidUnknownValues: true })` says in an eighth of the time, because that one looks
 * through the decorators of all classes anew for each object. It does not say why not: false means only that the library itself must
 * be asked.
 */
export function surelyMeetsRules(instance: object): boolean {
  const { constructor } = instance;
  if (!known.has(constructor)) known.set(constructor, rulesOf(constructor));
  const rules = known.get(constructor);
  if (rules === undefined) return false;
  const fields = instance as Record<string, unknown>;
  for (const name of Object.keys(fields)) if (!rules.has(name)) delete fields[name];
  for (const { name, conditions, checks, isNested } of rules.values()) {
    const value = fields[name];
    if (!conditions.every((applies) => applies(instance, value))) continue;
    if (!checks.every((check) => check(instance, value))) return false;
    if (isNested && !nestedMeetsRules(value)) return false;
  }
  return true;
}

function nestedMeetsRules(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.every(nestedMeetsRules);
  return typeof value === 'object' && value !== null && surelyMeetsRules(value);
}

function rulesOf(type: unknown): ReadonlyMap<string, FieldRules> | undefined {
  if (typeof type !== 'function') return undefined;
  const all = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  if (all.length === 0 || !all.every(isKnown)) return undefined;
  return new Map([...new Set(all.map(({ propertyName }) => propertyName))].map((name) => [name, fieldOf(name, all)]));
}

function fieldOf(name: string, all: readonly Metadata[]): FieldRules {
  const own = (type: string): Metadata[] =>
    all.filter((metadata) => metadata.propertyName === name && metadata.type === type);
  return {
    name,
    conditions: own(ValidationTypes.CONDITIONAL_VALIDATION).map(({ constraints }) => constraints[0] as Check),
    checks: own(ValidationTypes.CUSTOM_VALIDATION).flatMap(checksOf),
    isNested: own(ValidationTypes.NESTED_VALIDATION).length > 0,
  };
}

/** Groups, own conditions of a decorator and answers that come later are left to the library. */
function isKnown(metadata: Metadata): boolean {
  const { type, always, groups, validateIf } = metadata;
  if (always === true || (groups ?? []).length > 0 || validateIf !== undefined) return false;
  if (type === ValidationTypes.CUSTOM_VALIDATION) return !constraintsOf(metadata).some(({ async }) => async);
  return type === ValidationTypes.CONDITIONAL_VALIDATION || type === ValidationTypes.NESTED_VALIDATION;
}

function checksOf(metadata: Metadata): Check[] {
  const { propertyName: property, constraints, each } = metadata;
  return constraintsOf(metadata).map(({ instance }): Check => (object, value) => {
    const told: ValidationArguments = { targetName: object.constructor.name, property, object, value, constraints };
    const holds = (part: unknown): boolean => instance.validate(part, told) === true;
    return each && Array.isArray(value) ? value.every(holds) : holds(value);
  });
}

function constraintsOf({ constraintCls }: Metadata) {
  return getMetadataStorage().getTargetValidatorConstraints(constraintCls);
}
