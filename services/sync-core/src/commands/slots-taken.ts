import { DOUBTS_BESIDE_SLOTS } from './domain/release-window.js';

/**
 * How many slots the commands of a window take that are on their way, as a part of a statement over `sync_core.command`: who releases
 * and who looks where there is room must mean the same by it (decision 0006).
 */
export const SLOTS_TAKEN = `(count(*) FILTER (WHERE NOT in_doubt) + greatest(count(*) FILTER (WHERE in_doubt) - ${DOUBTS_BESIDE_SLOTS}, 0))::int`;
