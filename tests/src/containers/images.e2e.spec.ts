import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ComposeProject, docker, images } from './compose-project.js';
import { contentOf, type ImageContent } from './image-content.js';
import { whyNotHere } from './why-not-here.js';

const root = join(import.meta.dirname, '../../..');
const reason = whyNotHere();
if (reason !== undefined) console.log(`No image is built and looked at: ${reason}`);
const withImages = reason === undefined ? describe : describe.skip;

const MEGABYTE = 1_000_000;
/** what we may give to merchants without asking anybody */
const LICENCES = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'Python-2.0'];

interface Configuration {
  readonly User: string;
  readonly StopSignal: string;
  readonly Env: readonly string[];
}

const { packages: lock } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { dev?: boolean; version?: string }>;
};

withImages('The images', () => {
  beforeAll(async () => {
    await new ComposeProject({ name: 'connector-images', version: 'tested' }).run('build', '--quiet');
  }, 1_800_000);

  describe.each(images)('%s', (name) => {
    const image = `connector/${name}:tested`;
    let content: ImageContent;
    let configuration: Configuration;
    beforeAll(async () => {
      content = await contentOf(image);
      configuration = JSON.parse(
        (await docker(['image', 'inspect', '--format', '{{json .Config}}', image])).output,
      ) as Configuration;
    }, 300_000);

    test('has no shell and no package manager, and refuses to start one (S-31)', async () => {
      const programs = content.files.filter(({ mode }) => mode.startsWith('-') && mode.includes('x'));
      expect(programs.map(({ path }) => path).filter((path) => /^(usr\/)?(local\/)?s?bin\//.test(path))).toEqual([
        'usr/local/bin/node',
      ]);
      const shell = await docker(['run', '--rm', '--network', 'none', '--entrypoint', 'sh', image, '-c', 'true']);
      expect(shell.code).toBe(127);
      expect(shell.output).toContain('executable file not found');
    });

    test('runs as nobody, has nothing that makes one root, and ends at SIGTERM (S-24, S-31)', () => {
      expect(configuration.User).toBe('65532:65532');
      expect(configuration.StopSignal).toBe('SIGTERM');
      expect(content.files.filter(({ mode }) => /s/i.test(mode.slice(1)))).toEqual([]);
    });

    test('has at most 200 MB compressed (S-31)', () => {
      expect(content.compressedBytes).toBeGreaterThan(MEGABYTE);
      expect(content.compressedBytes).toBeLessThan(200 * MEGABYTE);
    });

    test('has no secret in its variables, its history or its files (S-26)', async () => {
      expect(configuration.Env.map((variable) => variable.split('=')[0]!).toSorted()).toEqual(['NODE_ENV', 'PATH']);
      const { output } = await docker(['history', '--no-trunc', '--format', '{{.CreatedBy}}', image]);
      expect(output).not.toMatch(/secret|password|token|:\/\//i);
      const named = content.files.filter(({ path }) =>
        /(^|\/)(\.env|\.npmrc|keys\.json|.*\.(pem|key|p12))$/.test(path),
      );
      expect(named).toEqual([]);
    });

    test('has its packages in its bill, 250 at most, none for development alone, each of a known licence (S-30)', () => {
      const { bomFormat, components } = content.sbom;
      expect(bomFormat).toBe('CycloneDX');
      const npm = components.filter(({ purl }) => purl.startsWith('pkg:npm/'));
      const present = content.files
        .map(({ path }) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1])
        .filter((found) => found !== undefined);
      expect(present.filter((found) => !npm.some((component) => component.name === found))).toEqual([]);
      expect(npm.length).toBeLessThanOrEqual(250);
      const theirs = npm.filter((component) => !component.name.startsWith('@connector/'));
      const production = new Set(
        Object.entries(lock)
          .filter(([, { dev }]) => dev !== true)
          .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version ?? ''}`),
      );
      expect(theirs.map((one) => `${one.name}@${one.version}`).filter((one) => !production.has(one))).toEqual([]);
      const licences = theirs.map(({ name: of, licenses: [first] = [] }) => [
        of,
        first?.expression ?? first?.license?.id,
      ]);
      expect(licences.filter(([, licence]) => !LICENCES.includes(licence ?? ''))).toEqual([]);
    });

    test('has no source, no declaration and no test of ours', () => {
      const ours = content.files.map(({ path }) => path).filter((path) => !path.includes('node_modules'));
      expect(ours.filter((path) => /\.spec\.|\.d\.ts$|(?<!\.d)\.ts$|\/testing\//.test(path))).toEqual([]);
    });
  });
});
