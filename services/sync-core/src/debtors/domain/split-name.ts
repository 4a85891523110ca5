/** A person's name as Exact's contact has it. */
export interface PersonName {
  readonly firstName?: string;
  readonly lastName: string;
}

/**
 * Amazon gives one text: the first word is the first name, the rest the last name, so that "van der Berg" stays whole; a
 * single word is the last name (manual chapter 4; domain D4).
 */
export function splitName(name: string): PersonName | undefined {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return undefined;
  if (words.length === 1) return { lastName: words[0]! };
  return { firstName: words[0]!, lastName: words.slice(1).join(' ') };
}
