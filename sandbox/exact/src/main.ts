import { runFromEnvironment } from '@connector/simulation';
import { EXACT_CLIENT_ID, EXACT_CLIENT_SECRET, startExactSandbox } from './index.js';

await runFromEnvironment('Exact Online', 4010, startExactSandbox, [
  `client id ${EXACT_CLIENT_ID}, client secret ${EXACT_CLIENT_SECRET}`,
]);
