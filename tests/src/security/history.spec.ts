import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const ROOT = `${import.meta.dirname}/../../..`;

/** What secrets look like: of the platforms that we speak to, and of those where an engineer has an account. */
const SECRETS: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/g,
  'an access key of AWS': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  "a token of Amazon's login": /\bAtz[ar]\|[\w-]{40,}/g,
  "a client secret of Amazon's login": /\bamzn1\.oa2-cs\.v1\.[0-9a-f]{32,}/g,
  'a token of Exact Online': /\bstampNL\d{3}\.[\w-]{20,}/g,
  'a token of GitHub': /\b(?:gh[pousr]_|github_pat_)\w{36,}/g,
  'a token of npm': /\bnpm_[A-Za-z0-9]{36}\b/g,
  'a token of Slack': /\bxox[abprs]-[\w-]{10,}/g,
  'a JSON web token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}/g,
};

/** Invented ones, which open nothing: the key of the sandbox's storage, a web token that says "sub 1" in a test of the redaction. */
const INVENTED = ['AKIAIOSANDBOXEXAMPLE', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0'];

describe('S-32: the history of the repository', () => {
  const history = whole();
  if (history === undefined) console.log('Not a checkout of git: the history is not looked through');

  (history === undefined ? it.skip : it)('has no secret in any line that was ever added', () => {
    expect(secretsIn(history!)).toEqual([]);
  });

  it.each([
    ['a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
    ['an access key of AWS', `AKIA${'Q7'.repeat(8)}`],
    ["a token of Amazon's login", `Atzr|${'aB3-'.repeat(12)}`],
    ["a client secret of Amazon's login", `amzn1.oa2-cs.v1.${'0a1b'.repeat(16)}`],
    ['a token of Exact Online', `stampNL001.${'xY2_'.repeat(8)}`],
    ['a token of GitHub', `ghp_${'a1B2'.repeat(9)}`],
    ['a token of npm', `npm_${'a1B2'.repeat(9)}`],
    ['a token of Slack', `xoxb-${'123456'.repeat(3)}`],
    ['a JSON web token', `eyJ${'aB3d'.repeat(4)}.eyJ${'aB3d'.repeat(4)}`],
  ])('would be found with %s in it', (kind, secret) => {
    expect(secretsIn(`+const given = '${secret}';\n`)).toEqual([`${kind}: ${secret}`]);
  });
});

function secretsIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([kind, pattern]) =>
    [...new Set(text.match(pattern))].filter((found) => !INVENTED.includes(found)).map((found) => `${kind}: ${found}`),
  );
}

/** Every line that a commit of this branch added or took away; undefined outside of git. */
function whole(): string | undefined {
  try {
    return execFileSync('git', ['log', '--patch', '--no-color', '--no-ext-diff', '--format='], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 1_000_000_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}
