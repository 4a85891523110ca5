/** Writes a second that Amazon gives a seller (amazon-sp-api 11). */
const PATCHES_A_SECOND = 5;

/** How long a feed takes in Europe where none of the seller's own was measured yet (amazon-sp-api 8.5). */
const USUAL_FEED_SECONDS = 1_800;

/** Bounds of the threshold: a feed is never worth its six calls for less, and patches alone never take more than an hour. */
const FEWEST = 100;
const MOST = 18_000;

/** So many quantities are in one feed at most (amazon-sp-api 8.4). */
export const LARGEST_FEED = 25_000;

/** From so many quantities on a feed is sooner done than single writes, by what the seller's last feeds took. */
export function feedThreshold(lastFeedSeconds: readonly number[]): number {
  const mean =
    lastFeedSeconds.length === 0
      ? USUAL_FEED_SECONDS
      : lastFeedSeconds.reduce((sum, seconds) => sum + seconds, 0) / lastFeedSeconds.length;
  return Math.min(MOST, Math.max(FEWEST, Math.ceil(mean * PATCHES_A_SECOND)));
}
