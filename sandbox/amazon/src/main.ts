import { AMAZON_APPLICATION_ID, AMAZON_CLIENT_ID, AMAZON_CLIENT_SECRET, startAmazonSandbox } from './index.js';

const { PORT, SEED, CLOCK_SHOWS, CLOCK_SPEED, STATE_FILE, ADDRESS, PUBLIC_URL } = process.env;
const seed = Number(SEED ?? 1);
const sandbox = await startAmazonSandbox({
  port: Number(PORT ?? 4020),
  seed,
  ...(ADDRESS === undefined ? {} : { address: ADDRESS }),
  ...(PUBLIC_URL === undefined ? {} : { publicUrl: PUBLIC_URL }),
  ...(STATE_FILE === undefined ? {} : { stateFile: STATE_FILE }),
  ...(CLOCK_SHOWS === undefined ? {} : { now: CLOCK_SHOWS }),
  ...(CLOCK_SPEED === undefined ? {} : { speed: Number(CLOCK_SPEED) }),
});
console.log(`Amazon sandbox on ${sandbox.url} (seed ${seed})`);
console.log(
  `application ${AMAZON_APPLICATION_ID}, client id ${AMAZON_CLIENT_ID}, client secret ${AMAZON_CLIENT_SECRET}; control API below ${sandbox.url}/_sandbox/`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
