import { ComposeProject, whyNoContainers } from './compose-project.js';
import { ALL_WELL, type DayTable } from './day-table.js';
import { KILLED, playDay } from './kill-each.js';

/**
 * Plays the day of docker-compose.yml twice, each time from nothing: once undisturbed, and once while every container is killed in
 * turn. Prints both tables' verdicts and what differs between them; exit code 0: nothing does.
 */
const say = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`);
const reason = whyNoContainers();
if (reason !== undefined) {
  say(`compose:kills: ${reason}`);
  process.exit(78);
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(KILLED as readonly string[]).includes(name));
if (unknown.length > 0) {
  say(`compose:kills [SERVICE …]: there is no ${unknown.join(', ')}; all are ${KILLED.join(', ')}`);
  process.exit(64);
}

const undisturbed = await play('undisturbed', []);
const disturbed = await play('killed', chosen.length > 0 ? chosen : KILLED);
process.stdout.write(`\n${disturbed.lines.join('\n')}\n\n`);
const changed = differences(undisturbed, disturbed);
for (const line of changed) process.stdout.write(`  ${line}\n`);
say(`undisturbed: ${undisturbed.verdict}`);
say(`killed:      ${disturbed.verdict}`);
say(
  changed.length === 0 ? 'verdict: the kills changed nothing in the table' : `verdict: ${changed.length} DIFFERENCES`,
);
const well = changed.length === 0 && [undisturbed, disturbed].every(({ verdict }) => verdict === ALL_WELL);
process.exit(well ? 0 : 1);

async function play(name: string, kills: readonly string[]): Promise<DayTable> {
  const project = new ComposeProject({ name: `connector-kills-${name}`, version: 'tested' });
  say(`${name}: the images are built and started`);
  try {
    await project.run('build', '--quiet');
    const table = await playDay(project, kills, say);
    say(`${name}: the day has ended, ${table.verdict}`);
    return table;
  } finally {
    await project.remove();
  }
}

function differences(before: DayTable, after: DayTable): string[] {
  return [
    ...before.lines.filter((line) => !after.lines.includes(line)).map((line) => `- ${line}`),
    ...after.lines.filter((line) => !before.lines.includes(line)).map((line) => `+ ${line}`),
  ];
}
