import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** Deeper or longer than this is nothing that anybody means (security S-12). */
const DEEPEST = 32;
const LONGEST_ARRAY = 10_000;

/**
 * Refuses what no request needs and the database cannot keep: values nested too deep, arrays too long, and texts with a NUL
 * or half a surrogate pair. Stands before the validation of fields, because that knows neither.
 */
@Injectable()
export class BoundedInputPipe implements PipeTransform {
  transform(value: unknown): unknown {
    const fault = faultOf(value, 0);
    if (fault !== undefined) throw new BadRequestException(fault);
    return value;
  }
}

/** What is wrong with a value that came from outside; undefined: nothing. */
export function faultOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed()
      ? 'A text holds a NUL or half a surrogate pair, which cannot be kept: send text of Unicode without them'
      : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return `The body is nested deeper than ${DEEPEST} levels`;
  if (Array.isArray(value) && value.length > LONGEST_ARRAY)
    return `An array has ${value.length} entries; send at most ${LONGEST_ARRAY}`;
  for (const [name, inner] of Object.entries(value)) {
    const fault = faultOf(name, depth) ?? faultOf(inner, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
