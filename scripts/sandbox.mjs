import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { environment, prepare } from './prepare.mjs';

/** Starts both platforms: Exact Online on port 4010 (or EXACT_PORT), Amazon on 4020 (or AMAZON_PORT). */
prepare();
const { NODE_OPTIONS: _for_tests, PORT: _one_port, EXACT_PORT = 4010, AMAZON_PORT = 4020, ...env } = environment;
const sandboxes = [
  ['exact', EXACT_PORT],
  ['amazon', AMAZON_PORT],
].map(([side, port]) =>
  spawn('node', ['--enable-source-maps', join(import.meta.dirname, '../sandbox', side, 'dist/main.js')], {
    env: { ...env, PORT: String(port) },
    stdio: 'inherit',
  }),
);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => sandboxes.forEach((sandbox) => sandbox.kill('SIGTERM')));
let code = 0;
let running = sandboxes.length;
for (const sandbox of sandboxes) {
  sandbox.on('exit', (status) => {
    code ||= status ?? 0;
    for (const other of sandboxes) other.kill('SIGTERM');
    if (--running === 0) process.exit(code);
  });
}
