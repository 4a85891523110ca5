import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { alerts, boardQueries, boards, metricsOf, ROOT } from './files.js';

const RUNBOOKS = 'docs/operations/runbooks.md';
const sections = [...readFileSync(join(ROOT, RUNBOOKS), 'utf8').matchAll(/^### (\w+)$/gm)].map(([, name]) => name!);
const all = alerts();
const names = all.map(({ name }) => name);

describe('every alert', () => {
  it.each(all)('$name: says how bad it is, what is the matter, and where to read what to do', (alert) => {
    expect(alert.severity).toMatch(/^(critical|warning)$/);
    expect(alert.summary?.length).toBeGreaterThan(15);
    expect(alert.runbook).toBe(`${RUNBOOKS}#${alert.name.toLowerCase()}`);
    expect(sections).toContain(alert.name);
    expect(metricsOf(alert.expr)).not.toEqual([]);
  });

  it('has a name of its own, and every runbook has its alert', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(sections.toSorted()).toEqual(names.toSorted());
  });

  it('covers what an operator must not miss', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'NothingCameIn',
        'WorkHeld',
        'MessagesParked',
        'ExactDayQuotaNearlyGone',
        'ConsentLost',
        'OutboxOld',
        'ConsumerGone',
        'ServiceDown',
      ]),
    );
  });
});

describe('the boards', () => {
  it('are three: business, queues, platform limits', () => {
    expect(
      boards()
        .map(({ uid }) => uid)
        .toSorted(),
    ).toEqual(['connector-business', 'connector-limits', 'connector-queues']);
  });

  it('ask a data source of the reader’s choice, and name no connection', () => {
    for (const { expr } of boardQueries()) expect(expr).not.toMatch(/connection_?id|division|seller/i);
    for (const board of boards()) expect(JSON.stringify(board)).toContain('"uid":"${datasource}"');
  });
});
