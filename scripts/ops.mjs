import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { environment, prepare } from './prepare.mjs';

prepare();
const { NODE_OPTIONS: _for_tests, ...env } = environment;
const script = join(import.meta.dirname, '../ops/dist/main.js');
const { status } = spawnSync('node', [script, ...process.argv.slice(2)], { env, stdio: 'inherit' });
process.exit(status ?? 1);
