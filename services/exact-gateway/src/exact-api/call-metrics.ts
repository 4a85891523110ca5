import { Counter } from 'prom-client';

/** Every call, by what was asked and answered; status 0: no answer. */
export const calls = new Counter({
  name: 'exact_api_calls_total',
  help: 'Calls to Exact Online',
  labelNames: ['operation', 'status'] as const,
});

/** How often Exact refused in words that nobody has mapped yet. */
export const unknownRefusals = new Counter({
  name: 'exact_unknown_refusals_total',
  help: 'Refusals by Exact Online with a text that the connector does not know',
});
