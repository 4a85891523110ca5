import type { Division, Row } from '../divisions/division.js';
import { businessError, ExactError, type Language } from './exact-error.js';
import type { FieldDefinition, ResourceDefinition } from './field-definitions.js';
import { readDate } from '../divisions/wall-clock.js';

/** Who writes, and when. */
export interface Writer {
  readonly language: Language;
  /** milliseconds of the Dutch wall clock */
  readonly now: number;
  /** whether another division of the platform has a record with this key */
  readonly elsewhere?: (key: string) => boolean;
}

/** Regions as ISO 3166 has them. */
const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RANGES = { Byte: [0, 255], Int16: [-32_768, 32_767], Int32: [-2_147_483_648, 2_147_483_647] } as const;

/**
 * Fields that exist, may be written, have their type and length, and refer to something that is there. What may not be
 * written is passed over.
 * @throws ExactError 400 for what is no such body, 500 for what breaks a rule of the business
 */
export function checkedFields(
  division: Division,
  resource: ResourceDefinition,
  body: Row,
  writer: Writer,
  method: 'POST' | 'PUT',
): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(body)) {
    const field = resource.fields[name];
    if (field === undefined)
      throw new ExactError(400, `The property '${name}' does not exist on type '${resource.table}'`);
    if (field.access === 'R' || (method === 'PUT' && field.access === 'C')) continue;
    row[name] =
      value === null || field.type === 'Collection' ? value : checkedValue(division, name, field, value, writer);
  }
  for (const [name, field] of Object.entries(resource.fields)) {
    if (field.mandatory !== true || !empty(row[name])) continue;
    if (method === 'POST' || name in row) throw businessError(writer.language, 'mandatory', name);
  }
  return row;
}

function checkedValue(
  division: Division,
  name: string,
  field: FieldDefinition,
  value: unknown,
  writer: Writer,
): unknown {
  const checked = typedValue(name, field, value, writer);
  if (empty(checked)) return checked;
  if (field.values !== undefined && !field.values.includes(checked as string | number))
    throw businessError(writer.language, 'invalid', name);
  if (name === 'Country' && !isCountry(String(checked))) throw businessError(writer.language, 'badReference', name);
  if (field.refers !== undefined) {
    const { table, by } = field.refers;
    const found =
      by === 'key'
        ? division.table(table).has(String(checked))
        : division.by(table, 'Code', String(checked)).length > 0;
    if (found) return checked;
    if (by === 'key' && writer.elsewhere?.(String(checked)) === true) throw new ExactError(500, 'Wrong Division');
    throw businessError(writer.language, 'badReference', name);
  }
  return checked;
}

function typedValue(name: string, field: FieldDefinition, value: unknown, writer: Writer): unknown {
  const wrong = (): ExactError => new ExactError(400, `Cannot convert the value of '${name}' to Edm.${field.type}`);
  switch (field.type) {
    case 'Guid':
      if (typeof value !== 'string' || !GUID.test(value)) throw wrong();
      return value.toLowerCase();
    case 'String':
      if (typeof value !== 'string') throw wrong();
      if (field.length !== undefined && value.trim().length > field.length)
        throw businessError(writer.language, 'tooLong', name);
      return field.padded === undefined ? value : value.trim();
    case 'DateTime': {
      const date = typeof value === 'string' ? readDate(value) : undefined;
      if (date === undefined) throw wrong();
      return date;
    }
    case 'Double':
      if (typeof value !== 'number') throw wrong();
      return value;
    case 'Int16':
    case 'Int32':
    case 'Byte': {
      const [least, most] = RANGES[field.type];
      if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw wrong();
      return value;
    }
    case 'Boolean':
      if (typeof value !== 'boolean') throw wrong();
      return value;
    case 'Int64':
    case 'Collection':
      return value;
  }
}

/** `ZZ` stands for an unknown region. */
function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && REGIONS.of(code) !== undefined;
}

/** Nothing was given. */
export const empty = (value: unknown): boolean => value === undefined || value === null || value === '';
