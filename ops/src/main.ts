import { EnvironmentError, runProgram } from '@connector/platform';
import type { Command } from './command.js';
import { items } from './items.js';
import { keyRing } from './key-ring.js';
import { parked } from './parked.js';
import { permissions } from './permissions.js';
import { republish } from './republish.js';
import { restored } from './restored.js';
import { topology } from './topology.js';

const COMMANDS: Readonly<Record<string, Command>> = {
  topology,
  'key-ring': keyRing,
  parked,
  permissions,
  republish,
  restored,
  items,
};

const HELP = `Commands:
  topology                          declare exchanges, queues and bindings (AMQP_URL, RETRY_DELAYS_MS); with MIGRATION_DATABASE_URL
                                    it notices queues that the broker lost, and republishes for every service
  permissions [VHOST]               print what each broker user may do, as definitions for rabbitmqctl import_definitions
  republish [--since TIME]          send again what SERVICE sent since then, as long as it is kept: a week (DATABASE_URL, SERVICE)
  restored                          after sync-core's database was put back to an earlier moment, before the services start:
                                    look for what was made in Exact since, before it is made (DATABASE_URL)
  key-ring FILE                     write a new key ring; an existing file gets one more key, which seals from then on
  key-ring FILE --keep              write a key ring where there is none; one that is there stays as it is
  parked list [FILTER]              what waits in SERVICE (DATABASE_URL, SERVICE); --limit N
  parked show ID                    one parked message with its cause; personal data stay sealed
  parked replay ID NOTE             send it to its queue again under its own id (also AMQP_URL)
  parked discard ID NOTE            close it without sending; the note says who and why
  parked replay FILTER NOTE         the same for all that the filter means
  parked discard FILTER NOTE
                                    FILTER: --all, --type NAME, --reason CODE, --lane LANE, --connection ID, --correlation ID
  items resync CONNECTION SKU…      write the items of SKUs again: description, price, barcode (SYNC_CORE_URL, API_TOKEN)
  items aliases CONNECTION          SKUs that a person pointed at an item
  items point CONNECTION SKU TO --by NAME
                                    point a SKU at the item of another, as a pack of so many with --pieces N
  items unpoint CONNECTION SKU      give a SKU its own item again
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
