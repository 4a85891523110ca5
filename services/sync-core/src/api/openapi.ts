import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKeyRingFile } from '@connector/sealing';
import { NestFactory } from '@nestjs/core';
import { appModule } from '../app.module.js';
import { SyncCoreEnvironment } from '../environment.js';
import { apiDocument } from './serve-api-docs.js';

/** The text of docs/openapi.json. Nest only looks at the modules: no database and no broker is asked for. */
export async function openApiText(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'connector-openapi-'));
  try {
    const environment = new SyncCoreEnvironment();
    // the one thing that is read when a module is named, and not when it is started
    environment.KEY_RING_FILE = join(folder, 'keys.json');
    writeFileSync(environment.KEY_RING_FILE, newKeyRingFile('openapi'));
    const app = await NestFactory.create(appModule(environment), { preview: true, logger: false, abortOnError: false });
    return `${JSON.stringify(apiDocument(app), null, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
