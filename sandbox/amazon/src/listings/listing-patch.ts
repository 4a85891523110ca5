import type { Availability, Listing, ListingIssue, Patch } from './listing-model.js';

const AVAILABILITY = 'fulfillment_availability';
const OPERATIONS = ['add', 'replace', 'merge', 'delete'];

const attributeOf = ({ path }: Patch): string => /^\/attributes\/([^/]+)$/.exec(path)?.[1] ?? '';

/** What is wrong with a patch; an answer with HTTP 200 tells it. */
export function issueOf(patch: Patch): ListingIssue | undefined {
  const attribute = attributeOf(patch);
  const issue = (message: string): ListingIssue => ({
    code: '90220',
    message,
    severity: 'ERROR',
    attributeNames: [attribute === '' ? patch.path : attribute],
    categories: ['INVALID_ATTRIBUTE'],
  });
  if (attribute === '') return issue(`'${patch.path}' is no top-level attribute`);
  if (!OPERATIONS.includes(patch.op)) return issue(`'${patch.op}' is no operation`);
  if (patch.value !== undefined && !Array.isArray(patch.value)) return issue('value must be an array');
  if (patch.op !== 'delete' && (patch.value ?? []).length === 0) return issue('value is required');
  if (attribute !== AVAILABILITY) return undefined;
  for (const { fulfillment_channel_code: code, quantity } of patch.value ?? []) {
    if (typeof code !== 'string') return issue("'fulfillment_channel_code' is required but not supplied.");
    if (patch.op === 'delete') continue;
    if (quantity === undefined && patch.op === 'merge') continue;
    if (!Number.isInteger(quantity) || (quantity as number) < 0)
      return issue("'quantity' must be an integer of 0 or more");
  }
  return undefined;
}

/**
 * Carries a patch out: `merge` changes what is sent and keeps the rest, `replace` puts what is sent in place of everything,
 * `delete` takes away what its selector names. DEFAULT on an offer of Amazon's damages it: merged it adds a second channel,
 * replaced it turns the offer into one of the merchant's (amazon-sp-api 8.1, 8.3).
 */
export function applyPatch(listing: Listing, patch: Patch, marketplaceIds: readonly string[]): void {
  const attribute = attributeOf(patch);
  const before = attribute === AVAILABILITY ? listing.availability : (listing.patched[attribute] ?? []);
  const after = changed(before as Entry[], patch, attribute === AVAILABILITY ? [CHANNEL] : ['marketplace_id', 'type']);
  if (attribute !== AVAILABILITY) {
    listing.patched[attribute] = after.length === 0 ? null : after;
    return;
  }
  for (const id of listing.marketplaceIds) {
    if (marketplaceIds.includes(id)) delete listing.staleAvailability[id];
    else listing.staleAvailability[id] ??= listing.availability;
  }
  listing.availability = after as Availability[];
}

const CHANNEL = 'fulfillment_channel_code';

type Entry = Readonly<Record<string, unknown>>;

function changed(before: readonly Entry[], { op, value = [] }: Patch, selectors: readonly string[]): Entry[] {
  const same = (a: Entry, b: Entry): boolean => selectors.every((name) => a[name] === b[name]);
  switch (op) {
    case 'delete':
      return value.length === 0 ? [] : before.filter((entry) => !value.some((named) => same(named, entry)));
    case 'merge':
    case 'add':
      return [
        ...before.map((entry) => ({ ...entry, ...value.find((sent) => same(sent, entry)) })),
        ...value.filter((sent) => !before.some((entry) => same(sent, entry))),
      ];
    default:
      return [...value];
  }
}
