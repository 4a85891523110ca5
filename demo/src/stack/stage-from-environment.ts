import { JsonClient } from '../clients/json-client.js';
import type { Stage } from '../stage.js';

/** In real time a database or a broker may be away for minutes, and Amazon shows an order after minutes. */
const PATIENCE_MS = 600_000;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The stage of a connector and sandboxes that run already. CLOCK_SHOWS, CLOCK_STARTED and CLOCK_SPEED give it the time of services
 * that were started with the same.
 * @throws Error that names the variables that are missing
 */
export function stageFromEnvironment(variables: Variables = process.env): Stage {
  const { API_URL, API_TOKEN, AMAZON_SANDBOX_URL, EXACT_SANDBOX_URL } = variables;
  if (
    API_URL === undefined ||
    API_TOKEN === undefined ||
    AMAZON_SANDBOX_URL === undefined ||
    EXACT_SANDBOX_URL === undefined
  )
    throw new Error('API_URL, API_TOKEN, AMAZON_SANDBOX_URL and EXACT_SANDBOX_URL must be set');
  const { CLOCK_SHOWS, CLOCK_STARTED, CLOCK_SPEED } = variables;
  const speed = Number(CLOCK_SPEED ?? 1);
  const started = CLOCK_STARTED === undefined ? Date.now() : Date.parse(CLOCK_STARTED);
  const shown = CLOCK_SHOWS === undefined ? started : Date.parse(CLOCK_SHOWS);
  return {
    api: new JsonClient(API_URL, API_TOKEN),
    amazon: new JsonClient(`${AMAZON_SANDBOX_URL}/_sandbox`),
    exact: new JsonClient(`${EXACT_SANDBOX_URL}/_sandbox`),
    speed,
    patienceMs: PATIENCE_MS,
    now: () => new Date(shown + (Date.now() - started) * speed),
    restarts: () => ({}),
  };
}
