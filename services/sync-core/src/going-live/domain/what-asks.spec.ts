import { describe, expect, it } from '@jest/globals';
import { whatAsks, type GoingLive, type Liveness } from './what-asks.js';

const now = new Date('2026-11-26T12:00:00Z');
const live: Liveness = { division: 100, dryRun: false, isTestDivision: false };
const asking = (why: GoingLive['why']): GoingLive => ({ why, since: now.toISOString() });
const asks = (before: Partial<Liveness>, after: Partial<Liveness>, asked?: GoingLive) =>
  whatAsks(asked, { ...live, ...before }, { ...live, ...after }, now)?.why;

describe('What a change of a connection asks of a person', () => {
  it('V4: another division asks, and says which one it leaves', () => {
    expect(whatAsks(undefined, live, { ...live, division: 200 }, now)).toEqual({
      why: 'division_changed',
      since: '2026-11-26T12:00:00.000Z',
      fromDivision: 100,
    });
  });

  it('V4: the first division that is chosen asks nothing: nothing stands elsewhere', () => {
    expect(asks({ division: 0 }, {})).toBeUndefined();
  });

  it('V4: the end of a dry run asks, and so does the end of a test', () => {
    expect(asks({ dryRun: true }, {})).toBe('dry_run_ends');
    expect(asks({ isTestDivision: true }, {})).toBe('test_ends');
    expect(asks({ isTestDivision: true, dryRun: true }, { dryRun: true })).toBeUndefined();
  });

  it('V4: other changes ask nothing and take nothing back', () => {
    expect(asks({}, {})).toBeUndefined();
    expect(asks({}, {}, asking('division_changed'))).toBe('division_changed');
    expect(asks({}, {}, asking('dry_run_ends'))).toBe('dry_run_ends');
  });

  it('V4: whoever goes back to the dry run or the test is asked no more; a changed division stays asked', () => {
    expect(asks({}, { dryRun: true }, asking('dry_run_ends'))).toBeUndefined();
    expect(asks({}, { isTestDivision: true }, asking('test_ends'))).toBeUndefined();
    expect(asks({}, { dryRun: true }, asking('division_changed'))).toBe('division_changed');
    expect(asks({ dryRun: true }, {}, asking('division_changed'))).toBe('division_changed');
  });
});
