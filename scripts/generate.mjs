import process from 'node:process';
import { prepare, run } from './prepare.mjs';

/** The documents that follow from the sources: JSON Schemas and AsyncAPI of the messages, OpenAPI of sync-core, the chart's table of values. `--release`: libs/contracts/README.md */
prepare();
const code =
  run('node', ['libs/contracts/dist/tools/generate.js', ...process.argv.slice(2)]) ||
  run('node', ['services/sync-core/dist/openapi.main.js']) ||
  run('node', ['k8s/describe-values.mjs']);
process.exit(code);
