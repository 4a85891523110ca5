import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@connector/platform';
import { openApiText } from './api/openapi.js';

/** Part of `npm run generate`: writes docs/openapi.json. */
await runProgram('openapi', async () => {
  writeFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), await openApiText());
});
