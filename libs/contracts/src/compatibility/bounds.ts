import type { JsonSchema } from '../tools/json-schema.js';

/** Keywords that limit a value, and which way is tighter. */
export const bounds = {
  minimum: 'up',
  exclusiveMinimum: 'up',
  minLength: 'up',
  minItems: 'up',
  maximum: 'down',
  exclusiveMaximum: 'down',
  maxLength: 'down',
  maxItems: 'down',
} as const;

/**
 * Limits that moved. Tighter: what was sent before is refused now. Looser: what is sent now is refused by those who
 * still run the released version.
 */
export function movedBounds(old: JsonSchema, now: JsonSchema): ['reader' | 'writer', string][] {
  return (Object.keys(bounds) as (keyof typeof bounds)[]).flatMap((bound): ['reader' | 'writer', string][] => {
    const before = old[bound];
    const after = now[bound];
    if (before === after) return [];
    const said = `${bound} ${before ?? 'none'} → ${after ?? 'none'}`;
    if (before === undefined) return [['writer', `constraint tightened: ${said}`]];
    if (after === undefined) return [['reader', `constraint loosened: ${said}`]];
    const tighter = bounds[bound] === 'up' ? after > before : after < before;
    return [tighter ? ['writer', `constraint tightened: ${said}`] : ['reader', `constraint loosened: ${said}`]];
  });
}
