import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brokenReleases, readSchemas } from '../compatibility/released.js';
import { generatedDocuments, presentSchemas, text, workspace } from './generated-documents.js';

/**
 * `npm run generate`: writes the JSON Schemas and the AsyncAPI document. With `-- --release` also the released schemas,
 * after the compatibility gate; nothing is written when a released message would break.
 */
const release = process.argv.includes('--release');
const released = join(workspace, 'released');
mkdirSync(released, { recursive: true });

const present = await presentSchemas();
const broken = release ? brokenReleases(readSchemas(released), present) : [];
if (broken.length > 0) {
  console.error(
    `Not released. Make a new version of the message instead (libs/contracts/README.md):\n${broken.join('\n')}`,
  );
  process.exit(1);
}

const documents = await generatedDocuments();
const schemas = join(workspace, 'schemas');
mkdirSync(schemas, { recursive: true });
for (const file of readdirSync(schemas)) if (!documents.has(`schemas/${file}`)) rmSync(join(schemas, file));
for (const [path, content] of documents) writeFileSync(join(workspace, path), content);
if (release) for (const [name, schema] of present) writeFileSync(join(released, `${name}.json`), text(schema));
console.log(`${documents.size} documents written${release ? `, ${present.size} schemas released` : ''}`);
