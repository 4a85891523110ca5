import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../../..');
const execute = promisify(execFile);

/** The images of docker-compose.yml, without registry and tag. */
export const images = [
  'amazon-gateway',
  'exact-gateway',
  'sync-core',
  'ops',
  'demo',
  'amazon-sandbox',
  'exact-sandbox',
] as const;

/** What docker-compose.yml builds on; nothing else is fetched. */
const BASE_IMAGES = ['node:24-trixie-slim', 'postgres:17', 'rabbitmq:4-management'];

/** Why no container can be started here; undefined: it can. */
export function whyNoContainers(): string | undefined {
  const docker = (args: readonly string[]): boolean =>
    spawnSync('docker', args, { stdio: 'ignore', timeout: 120_000 }).status === 0;
  if (!docker(['info'])) return 'Docker does not run here';
  if (!docker(['compose', 'version'])) return 'Docker has no Compose here';
  const missing = BASE_IMAGES.find((image) => !docker(['image', 'inspect', image]) && !docker(['pull', '-q', image]));
  return missing === undefined ? undefined : `the image ${missing} can be had from no registry here`;
}

/** What a program that ended gave. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs docker to its end; a failure is an answer, too. */
export async function docker(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const options = { cwd: root, env: { ...process.env, ...variables }, maxBuffer: 64 * 2 ** 20 };
  try {
    const { stdout, stderr } = await execute('docker', [...args], options);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, output: stdout + stderr };
  }
}

/** A container of the project as Compose shows it. */
export interface ContainerState {
  readonly Service: string;
  readonly Name: string;
  readonly State: string;
  readonly Health: string;
  readonly ExitCode: number;
}

export interface ProjectOptions {
  /** names containers, networks and volumes, so that projects stand side by side */
  readonly name: string;
  /** tag of the images that are built and run */
  readonly version: string;
  /** business seconds a real second; docker-compose.yml as it is, unless it is given */
  readonly speed?: number;
}

/** `docker compose --profile sandbox` as a user types it, under a name and on ports of its own. */
export class ComposeProject {
  private readonly files: readonly string[];
  private readonly variables: Readonly<Record<string, string>>;

  constructor({ name, version, speed }: ProjectOptions) {
    this.files = ['docker-compose.yml', ...(speed === undefined ? [] : ['tests/src/containers/fast-clock.yml'])];
    this.variables = {
      COMPOSE_PROJECT_NAME: name,
      CONNECTOR_VERSION: version,
      CLOCK_SHOWS: new Date().toISOString(),
      CLOCK_SPEED: String(speed ?? 1),
      // any free port
      ...Object.fromEntries(
        ['RABBITMQ_UI_PORT', 'API_PORTS', 'AMAZON_SANDBOX_PORT', 'EXACT_SANDBOX_PORT']
          .concat(['AMAZON_GATEWAY_PORTS', 'EXACT_GATEWAY_PORTS'])
          .map((variable) => [variable, '0']),
      ),
    };
  }

  /** Runs a command of Compose and gives its output. @throws Error with the output when it fails */
  async run(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.attempt(...args);
    if (code !== 0) throw new Error(`docker compose ${args.join(' ')} ended with ${code}: ${output.slice(-4_000)}`);
    return output;
  }

  /** Runs a command of Compose; a failure is an answer, too. */
  attempt(...args: readonly string[]): Promise<Ended> {
    const files = this.files.flatMap((file) => ['--file', file]);
    return docker(['compose', ...files, '--profile', 'sandbox', '--progress', 'quiet', ...args], this.variables);
  }

  /** The project's containers, those that have ended among them. */
  async containers(): Promise<ContainerState[]> {
    const { output } = await this.attempt('ps', '--all', '--format', 'json');
    return output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as ContainerState);
  }

  async container(service: string): Promise<ContainerState | undefined> {
    return (await this.containers()).find(({ Service }) => Service === service);
  }

  /** Where a port of a service is reached from this machine. */
  async published(service: string, port: number): Promise<string> {
    return `http://${(await this.run('port', service, String(port))).trim()}`;
  }

  /** Runs JavaScript in a container of a service that runs; gives what it prints. */
  evaluate(service: string, script: string): Promise<string> {
    return this.run('exec', '-T', service, 'node', '--input-type=module', '-e', script);
  }

  /** Takes everything away, the volumes too. */
  async remove(): Promise<void> {
    await this.run('down', '--volumes', '--remove-orphans', '--timeout', '5');
  }
}
