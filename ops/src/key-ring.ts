import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { EnvironmentError } from '@connector/platform';
import { keyRingFileWithNewKey } from '@connector/sealing';

/**
 * Writes a key ring, or adds the key that seals from now on to the one that is there. Only its owner may read the file.
 * With `--keep` a ring that is there stays as it is: an installation that starts again must not rotate.
 */
export async function keyRing([file, option]: readonly string[]): Promise<void> {
  if (file === undefined) throw new EnvironmentError('key-ring needs the path of the file');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (before !== undefined && option === '--keep') {
    process.stdout.write(`key-ring: ${file} is there and stays as it is\n`);
    return;
  }
  writeFileSync(`${file}.next`, keyRingFileWithNewKey(before, new Date()), { mode: 0o600 });
  renameSync(`${file}.next`, file);
  process.stdout.write(`key-ring: ${file} ${before === undefined ? 'written' : 'has a new key; keep the old ones'}\n`);
}
