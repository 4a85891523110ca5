import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { environment, prepare } from './prepare.mjs';

prepare();
const { NODE_OPTIONS: _for_tests, ...env } = environment;
const script = join(import.meta.dirname, '../tests/dist/chaos/main.js');
const chaos = spawn('node', ['--enable-source-maps', script, ...process.argv.slice(2)], { env, stdio: 'inherit' });
// Ctrl-C goes to the whole group: the run stops by itself, and this waits for it
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && chaos.kill(signal));
chaos.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
