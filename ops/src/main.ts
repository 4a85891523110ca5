import { EnvironmentError, runProgram } from '@connector/platform';
import type { Command } from './command.js';
import { keyRing } from './key-ring.js';
import { parked } from './parked.js';
import { topology } from './topology.js';

const COMMANDS: Readonly<Record<string, Command>> = { topology, 'key-ring': keyRing, parked };

const HELP = `Commands:
  topology                          declare exchanges, queues and bindings (AMQP_URL, RETRY_DELAYS_MS)
  key-ring FILE                     write a new key ring; an existing file gets one more key, which seals from then on
  parked list                       what waits in SERVICE (DATABASE_URL, SERVICE)
  parked show ID                    one parked message with its cause; personal data stay sealed
  parked replay ID NOTE             send it to its queue again (also AMQP_URL)
  parked discard ID NOTE            close it without sending; the note says who and why
`;

await runProgram('ops', async () => {
  const [name = 'help', ...words] = process.argv.slice(2);
  if (name === 'help' || name === '--help') {
    process.stdout.write(HELP);
    return;
  }
  const command = COMMANDS[name];
  if (command === undefined) throw new EnvironmentError(`There is no command ${name}. "help" lists them`);
  await command(words);
});
