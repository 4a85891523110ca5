import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAmazonSandbox } from '@connector/sandbox-amazon';
import { startExactSandbox } from '@connector/sandbox-exact';
import { describe, expect, it } from '@jest/globals';

const readme = readFileSync(join(import.meta.dirname, '../../../sandbox/README.md'), 'utf8');
const hasCurl = spawnSync('curl', ['--version']).status === 0 && spawnSync('bash', ['--version']).status === 0;

/** The shell lines below a heading, as they stand there. */
const linesBelow = (heading: string): string => /```sh\n([\s\S]*?)```/.exec(readme.split(`## ${heading}`)[1]!)![1]!;

/** Runs them with the address of a sandbox of this test's in place of the usual one, and gives what they print. */
async function printed(heading: string, usual: string, url: string): Promise<string> {
  const shell = spawn('bash', ['-u'], { stdio: ['pipe', 'pipe', 'inherit'] });
  shell.stdin.end(linesBelow(heading).replace(usual, url));
  const parts: Buffer[] = [];
  for await (const part of shell.stdout) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const named = "The calls in the sandbox's README";
if (!hasCurl) process.stderr.write(`SKIPPED: "${named}": there is no curl or no bash on this machine.\n`);

(hasCurl ? describe : describe.skip)(named, () => {
  it('work with Exact Online as they stand there', async () => {
    const sandbox = await startExactSandbox();
    const text = await printed('Exact Online by hand', 'http://127.0.0.1:4010', sandbox.url);
    await sandbox.close();
    expect(text).toContain('"CurrentDivision":101');
    expect(text).toContain('"AmountFC":24.2');
    expect(text).toMatch(/"ItemCode":"LAMP","CurrentStock":10,"PlanningOut":2/);
    expect(text).toMatch(/"OrderNumber":1002,"AmountFC":12.1/);
    expect(text).toMatch(/location: https:\/\/connector\.example\/exact\/callback\?code=\S+&state=s1/i);
  });

  it('work with Amazon as they stand there', async () => {
    const sandbox = await startAmazonSandbox();
    const text = await printed('Amazon by hand', 'http://127.0.0.1:4020', sandbox.url);
    await sandbox.close();
    expect(text).toMatch(/"orderId":"402-0000001-1234567".*"fulfillmentStatus":"UNSHIPPED"/);
    expect(text).toContain('"status":"ACCEPTED"');
    expect(
      [...text.matchAll(/"fulfillmentChannelCode":"DEFAULT","quantity":(\d)/g)].map(([, quantity]) => quantity),
    ).toEqual(['5', '9']);
    expect(text).toContain('"arn":"arn:aws:sqs:eu-west-1:444455556666:orders"');
  });
});
