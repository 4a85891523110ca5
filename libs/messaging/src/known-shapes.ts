import { TransformationType, type ClassConstructor } from 'class-transformer';
import { defaultMetadataStorage as decorators } from 'class-transformer/cjs/storage.js';

type Type = ClassConstructor<object>;
type Fields = Record<string, unknown>;

/** The class of what stands in each field that was met so far; `undefined`: a value as it is. */
const known = new Map<Type, Map<string, Type | undefined>>();

/** Built-in classes are told to `@Type` for a conversion, which is the library's. */
const CONVERTED: ReadonlySet<unknown> = new Set([String, Number, Boolean, Date, Buffer, Map, Set, Array, Object]);

const MOST_NAMES = 200;

/** A decorator that is not known here. */
class NotKnown extends Error {}

/**
 * What was parsed from JSON as an instance of a class, as `plainToInstance` makes it, without asking for each object again which
 * decorators its class has. Values of fields without a class are taken over, not copied. Undefined: a class has a decorator that is
 * not known here, and the library must be asked.
 */
export function instanceOf<T extends object>(type: ClassConstructor<T>, plain: object): T | undefined {
  try {
    return shaped(type, plain) as T;
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

function shaped(type: Type, plain: object): object {
  const types = known.get(type) ?? typesOf(type);
  const instance = new type() as Fields;
  for (const name of Object.keys(plain)) {
    if (name === '__proto__' || typeof instance[name] === 'function') continue;
    const inner = types.has(name) ? types.get(name) : met(types, name, typeOf(type, name));
    const value = (plain as Fields)[name];
    instance[name] = inner === undefined ? value : shapedValue(inner, value);
  }
  return instance;
}

/** Names come from outside, and not all of them from a class. */
function met(types: Map<string, Type | undefined>, name: string, inner: Type | undefined): Type | undefined {
  if (types.size < MOST_NAMES) types.set(name, inner);
  return inner;
}

function shapedValue(type: Type, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) return shaped(type, value);
  return value.map((each: unknown) => {
    if (Array.isArray(each)) throw new NotKnown();
    return shapedValue(type, each);
  });
}

function typesOf(type: Type): Map<string, Type | undefined> {
  const marks = [...decorators.getExposedMetadatas(type), ...decorators.getExcludedMetadatas(type)];
  if (marks.length > 0 || decorators.getStrategy(type) !== 'none') throw new NotKnown();
  const types = new Map<string, Type | undefined>();
  known.set(type, types);
  return types;
}

function typeOf(type: Type, name: string): Type | undefined {
  if (decorators.findTransformMetadatas(type, name, TransformationType.PLAIN_TO_CLASS).length > 0) throw new NotKnown();
  const told = decorators.findTypeMetadata(type, name);
  if (told === undefined) return undefined;
  const inner: unknown = told.typeFunction({ newObject: {}, object: {}, property: name });
  if (typeof inner !== 'function' || CONVERTED.has(inner) || Object.keys(told.options).length > 0) throw new NotKnown();
  return inner as Type;
}
