import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';

/**
 * software-bill.mjs WORKSPACE FROM APP: writes APP/sbom.cdx.json (CycloneDX 1.6) of what stands in APP, and of the runtime below it:
 * node and the Debian packages of its libraries. It reads the folder, not the plan: what is in no list cannot be in the image.
 */
const [workspace, from, app] = process.argv.slice(2);
const lock = read(join(from, 'package-lock.json')).packages;
const { name, version } = read(join(app, workspace, 'package.json'));

const components = [...packages(), ...runtime()].toSorted((a, b) => a['bom-ref'].localeCompare(b['bom-ref']));
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': `${name}@${version}`, name, version } },
  components,
};
writeFileSync(join(app, 'sbom.cdx.json'), `${JSON.stringify(bill, undefined, 1)}\n`);
process.stdout.write(`${workspace}: ${components.length} components in its bill\n`);

/** The npm packages; one that stands in two places is one component. Our own libraries are the application itself. */
function packages() {
  const found = new Map();
  for (const manifest of globSync(['**/node_modules/*/package.json', '**/node_modules/@*/*/package.json'], {
    cwd: app,
  })) {
    const { name: of, version: at, license, licenses } = read(join(app, manifest));
    const purl = `pkg:npm/${of.replace('@', '%40')}@${at}`;
    const integrity = lock[manifest.replace(/\/package\.json$/, '')]?.integrity;
    found.set(purl, {
      type: 'library',
      'bom-ref': purl,
      name: of,
      version: at,
      purl,
      // older manifests have a list of objects in place of an identifier
      licenses: [license ?? licenses ?? []].flat().map(licenseOf),
      ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
    });
  }
  return [...found.values()];
}

function runtime() {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  const owners = new Set(libraries.map((path) => output('dpkg', ['-S', `*/${basename(path)}`]).split(': ')[0]));
  const version = process.versions.node;
  return [
    { type: 'platform', 'bom-ref': `node@${version}`, name: 'node', version, purl: `pkg:generic/node@${version}` },
    ...[...owners].map((owner) => {
      const [of, at, arch] = output('dpkg-query', ['-W', '-f', '${Package} ${Version} ${Architecture}', owner]).split(
        ' ',
      );
      const purl = `pkg:deb/debian/${of}@${at}?arch=${arch}`;
      return { type: 'library', 'bom-ref': purl, name: of, version: at, purl };
    }),
  ];
}

/** One identifier of SPDX, or an expression of several. */
function licenseOf(license) {
  const text = typeof license === 'string' ? license : license.type;
  return / (OR|AND|WITH) /.test(text) ? { expression: text } : { license: { id: text } };
}

/** The lock file's `sha512-…` in base64 as CycloneDX has it. */
function hashOf(integrity) {
  const [algorithm, digest] = integrity.split('-');
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') };
}

function output(program, args) {
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
