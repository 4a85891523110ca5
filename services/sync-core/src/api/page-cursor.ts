import { faultOf } from '@connector/platform';
import { BadRequestException } from '@nestjs/common';
import { isUUID } from 'class-validator';

/** What an entry of a list is ordered by, without doubles: two connections may have the same SKU. */
export type PageKey = readonly [text: string, id: string, ...texts: string[]];

/** A part of a list, and the cursor of the next one where there is one. */
export interface Page<T> {
  readonly rows: T[];
  readonly next?: string;
}

/** Cuts what was read, one more than asked for, to a page. */
export function pageOf<T>(read: readonly T[], limit: number, keyOf: (row: T) => PageKey): Page<T> {
  const rows = read.slice(0, limit);
  return read.length > limit ? { rows, next: cursorOf(keyOf(rows.at(-1)!)) } : { rows };
}

/** The key as a text that says nothing to who pages. */
export function cursorOf(key: PageKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * The key in a cursor, filled up with nulls; all null where there is no cursor: the list from its start.
 * @throws BadRequestException when it is no cursor of a list with so many parts
 */
export function keyIn(cursor: string | undefined, parts: number): (string | null)[] {
  if (cursor === undefined) return Array.from({ length: parts }, () => null);
  const key = parsed(cursor);
  const fits =
    Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string') && isUUID(key[1]);
  if (!fits || faultOf(key, 0) !== undefined)
    throw new BadRequestException('after: send the `next` of the page before, or nothing for the first page');
  return key;
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
