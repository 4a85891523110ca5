import { EXACT_CLIENT_ID, EXACT_CLIENT_SECRET, startExactSandbox } from './index.js';

const { PORT, SEED, CLOCK_SHOWS, CLOCK_SPEED, STATE_FILE, ADDRESS, PUBLIC_URL } = process.env;
const seed = Number(SEED ?? 1);
const sandbox = await startExactSandbox({
  port: Number(PORT ?? 4010),
  seed,
  ...(ADDRESS === undefined ? {} : { address: ADDRESS }),
  ...(PUBLIC_URL === undefined ? {} : { publicUrl: PUBLIC_URL }),
  ...(STATE_FILE === undefined ? {} : { stateFile: STATE_FILE }),
  ...(CLOCK_SHOWS === undefined ? {} : { now: CLOCK_SHOWS }),
  ...(CLOCK_SPEED === undefined ? {} : { speed: Number(CLOCK_SPEED) }),
});
console.log(`Exact Online sandbox on ${sandbox.url} (seed ${seed})`);
console.log(
  `client id ${EXACT_CLIENT_ID}, client secret ${EXACT_CLIENT_SECRET}; control API below ${sandbox.url}/_sandbox/`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
