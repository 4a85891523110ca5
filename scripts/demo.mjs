import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { environment, prepare } from './prepare.mjs';

prepare();
const script = join(import.meta.dirname, '../demo/dist/main.js');
const { NODE_OPTIONS: _for_tests, ...env } = environment;
const demo = spawn('node', ['--enable-source-maps', script, ...process.argv.slice(2)], { env, stdio: 'inherit' });
// Ctrl-C goes to the whole group: the demo stops by itself, and this waits for it
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && demo.kill(signal));
demo.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
