import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { environment, prepare } from './prepare.mjs';

/** Compiles, and runs a program of the workspace: `node scripts/run-built.mjs demo/dist/main.js ...` */
prepare();
const [program, ...args] = process.argv.slice(2);
const { NODE_OPTIONS: _for_tests, ...env } = environment;
const script = join(import.meta.dirname, '..', program);
const running = spawn('node', ['--enable-source-maps', script, ...args], { env, stdio: 'inherit' });
// Ctrl-C goes to the whole group: the program stops by itself and takes its servers away, and this waits for it
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && running.kill(signal));
running.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
