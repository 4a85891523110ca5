import { CallLog, Faults, Random, SandboxClock, startHost, type Host, type HostOptions } from '@connector/simulation';
import { AmazonPlatform } from './amazon-platform.js';

export {
  APPLICATION_ID as AMAZON_APPLICATION_ID,
  CLIENT_ID as AMAZON_CLIENT_ID,
  CLIENT_SECRET as AMAZON_CLIENT_SECRET,
} from './login/application.js';
export { AWS_KEY } from './queues/queues.js';

export interface AmazonSandboxOptions extends HostOptions {
  /** the same seed gives the same ids and the same faults */
  readonly seed?: number;
  readonly now?: string;
  readonly speed?: number;
}

/** Starts the Selling Partner API as it really behaves, on this machine, with no seller in it. */
export async function startAmazonSandbox(options: AmazonSandboxOptions = {}): Promise<Host> {
  const clock = new SandboxClock(options.now, options.speed);
  const random = new Random(options.seed ?? 1);
  const faults = new Faults(options.seed ?? 1);
  return startHost(
    new AmazonPlatform(clock, random, options.publicUrl),
    { clock, faults, calls: new CallLog() },
    options,
  );
}
