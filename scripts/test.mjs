import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { environment, prepare, run } from './prepare.mjs';

/** All that must hold: formatted, linted, compiled, and every test. `N passed, N failed` comes last; a check counts as one. */
prepare();
const tally = { passed: 0, failed: 0 };
/** named once more at the end, because the log in between is long */
const failures = [];
const brokers = await brokersHere();
const kind = process.env.INFRASTRUCTURE ?? (brokers.includes('localhost') ? 'localhost' : undefined);
const results = mkdtempSync(join(tmpdir(), 'connector-results-'));

check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
check('lint', 'oxlint', ['--type-aware', '--deny-warnings']);
jest('unit', []);
// each file has a database and a vhost of its own, and mostly waits
jest('integration', ['--maxWorkers=3'], kind);
const other = brokers.find((broker) => broker !== kind);
if (kind !== undefined && other !== undefined) jest('integration', ['--maxWorkers=3', 'tests/src/bus/'], other);
else console.log('The bus suite ran on one broker alone: a second one (Docker, or RabbitMQ on localhost) is not here');
jest('e2e', ['--runInBand'], kind);
chaos();

rmSync(results, { recursive: true });
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);

function check(name, program, args) {
  console.log(`\n${name}`);
  count(name, run(program, args) === 0);
}

/** Kills every service at every boundary between two systems, on servers of its own; the verdict counts as one check. */
function chaos() {
  console.log('\nchaos');
  const { NODE_OPTIONS: _for_tests, INFRASTRUCTURE: _its_own, ...env } = environment;
  count(
    'chaos',
    run('node', ['tests/dist/chaos/main.js', '--seed', '7', '--orders', '200', '--kills', '30'], env) === 0,
  );
}

function jest(project, args, infrastructure) {
  console.log(`\n${project} tests${infrastructure === undefined ? '' : ` on ${infrastructure}`}`);
  const env = infrastructure === undefined ? environment : { ...environment, INFRASTRUCTURE: infrastructure };
  const file = join(results, `${project}.json`);
  const code = run('jest', ['--selectProjects', project, ...args, '--json', '--outputFile', file], env);
  const result = read(file);
  tally.passed += result?.numPassedTests ?? 0;
  tally.failed += result?.numFailedTests ?? 0;
  for (const { assertionResults } of result?.testResults ?? [])
    for (const { status, fullName } of assertionResults)
      if (status === 'failed') failures.push(`${project}: ${fullName}`);
  if (result?.numPendingTests > 0) console.log(`${result.numPendingTests} tests were skipped`);
  // a suite that could not even start has no failed test of its own
  if (code !== 0 && !(result?.numFailedTests > 0)) count(`${project}: a suite that did not start`, false);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function count(name, passed) {
  tally[passed ? 'passed' : 'failed'] += 1;
  if (!passed) failures.push(name);
}

/** The kinds of broker that this machine has, the quicker first. */
async function brokersHere() {
  const localhost = await new Promise((resolve) => {
    const socket = connect(5672, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.setTimeout(1_000, () => resolve(false));
    socket.unref();
  });
  const docker = spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
  return [...(localhost ? ['localhost'] : []), ...(docker ? ['docker'] : [])];
}
