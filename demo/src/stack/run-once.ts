import { spawn } from 'node:child_process';

/** Runs a Node program to its end. @throws Error with what it wrote, when it fails */
export async function runOnce(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout.on('data', (text: Buffer) => (written += text.toString()));
  child.stderr.on('data', (text: Buffer) => (written += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} failed: ${written.trim()}`);
}
