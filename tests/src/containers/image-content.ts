import { spawn } from 'node:child_process';
import { docker } from './compose-project.js';

/** A file of an image as `tar` lists it. */
export interface ImageFile {
  /** as `-rwxr-xr-x` */
  readonly mode: string;
  readonly path: string;
}

export interface ImageContent {
  readonly files: readonly ImageFile[];
  /** of the whole file system, as a registry would hold it at the quickest compression or better */
  readonly compressedBytes: number;
  readonly sbom: Sbom;
}

export interface Sbom {
  readonly bomFormat: string;
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses?: readonly { readonly license?: { readonly id: string }; readonly expression?: string }[];
  }[];
}

/** What stands in an image, read from outside: nothing in it could be asked. */
export async function contentOf(image: string): Promise<ImageContent> {
  const container = (await docker(['create', image])).output.trim();
  try {
    const listing = await piped(container, 'tar -tvf -');
    const size = await piped(container, 'gzip -1 | wc -c');
    const sbom = await piped(container, 'tar -xOf - app/sbom.cdx.json');
    const files = listing.split('\n').filter((line) => line !== '');
    return {
      files: files.map((line) => ({
        mode: line.slice(0, 10),
        path: /\d\d:\d\d (.*?)(?: -> .*| link to .*)?$/.exec(line)![1]!,
      })),
      compressedBytes: Number(size),
      sbom: JSON.parse(sbom) as Sbom,
    };
  } finally {
    await docker(['rm', container]);
  }
}

/** Gives a container's file system, as a tar archive, to a command of the shell. */
async function piped(container: string, command: string): Promise<string> {
  const shell = spawn('sh', ['-c', `docker export "$1" | ${command}`, 'sh', container], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  shell.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => shell.once('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${code ?? 'a signal'}`);
  return Buffer.concat(chunks).toString('utf8');
}
