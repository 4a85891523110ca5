import { runProgram } from '@connector/platform';
import { measurement } from '../measurement.js';
import { explainedExceptions } from './explained-exceptions.js';
import type { Explained } from './explain-statements.js';
import { runPlans, type OrderCost } from './run-plans.js';

const HELP = `What an order costs in statements and calls, and how PostgreSQL carries out every statement of the three services, on a
database that is full already. Fails when a statement reads a big table whole, or far more of it than it asks for.
  --orders N       in the database before the services start (1000000)
  --connections N  (60)
  --played N       orders that the services carry out there (30)
  --json FILE      write everything as JSON
`;

const { asked, say, keep } = measurement(HELP, { orders: 1_000_000, connections: 60, played: 30 });

await runProgram('plans', async () => {
  const result = await runPlans({ ...asked, say });
  const { statements, newBuyer, returningBuyer, idlePerSecond } = result;
  keep(result);
  process.stdout.write(
    `\n${costLine('an order of a new buyer', newBuyer)}\n${costLine('of one who bought before', returningBuyer)}\n`,
  );
  process.stdout.write(
    `statements a second while nothing happens: ${JSON.stringify(idlePerSecond)}\n\nslowest statements\n`,
  );
  const slowest = [...statements].sort((a, b) => b.milliseconds - a.milliseconds);
  for (const statement of slowest.slice(0, 25)) process.stdout.write(`${lineOf(statement)}\n`);
  const faulty = statements.filter(({ faults }) => faults.length > 0);
  const excused = faulty.filter(({ sql }) => exceptionFor(sql) !== undefined);
  const bad = faulty.filter((statement) => !excused.includes(statement));
  for (const { sql, ...rest } of excused)
    process.stdout.write(`\nallowed (${exceptionFor(sql)}): ${rest.faults.join('; ')}\n${lineOf({ sql, ...rest })}\n`);
  for (const { sql, service, cause, faults } of bad)
    process.stdout.write(`\nFAULT ${service}, ${cause}: ${faults.join('; ')}\n${short(sql, 600)}\n`);
  process.stdout.write(`\n${statements.length} statements, ${bad.length} faults\n`);
  if (bad.length > 0) process.exitCode = 1;
});
process.exit();

function exceptionFor(sql: string): string | undefined {
  return explainedExceptions.find(({ of }) => sql.includes(of))?.why;
}

function costLine(what: string, { statements, exactCalls, amazonCalls }: OrderCost): string {
  const parts = Object.entries(statements).map(([service, { total }]) => `${service} ${total}`);
  return `${what}: ${parts.join(', ')} statements; ${exactCalls} calls of Exact, ${amazonCalls} of Amazon`;
}

function lineOf({ service, sql, milliseconds, indexes, cause }: Explained): string {
  return `${String(milliseconds).padStart(9)} ms  ${service.padEnd(15)}${cause}: ${short(sql, 150)} [${indexes.join(', ')}]`;
}

function short(sql: string, length: number): string {
  return sql.replaceAll(/\s+/g, ' ').trim().slice(0, length);
}
