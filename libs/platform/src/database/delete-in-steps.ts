const ROWS_A_STEP = 1_000;
const MOST_STEPS = 50;

/**
 * Deletes a batch at a time, so that no lock is held for long, until nothing is left or it is enough for this time.
 * @param step deletes at most so many rows, and tells how many it found
 */
export async function deleteInSteps(step: (mostRows: number) => Promise<number>): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS && (await step(ROWS_A_STEP)) === ROWS_A_STEP; steps++);
}
