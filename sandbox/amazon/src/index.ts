import { CallLog, Faults, Random, SandboxClock, startHost, type Host } from '@connector/simulation';
import { AmazonPlatform } from './amazon-platform.js';
import { Sellers } from './sellers.js';
import { TokenBuckets } from './token-buckets.js';

export { CLIENT_ID as AMAZON_CLIENT_ID, CLIENT_SECRET as AMAZON_CLIENT_SECRET } from './sellers.js';

export interface AmazonSandboxOptions {
  /** 0: any free port */
  readonly port?: number;
  /** the same seed gives the same ids and the same faults */
  readonly seed?: number;
  readonly now?: string;
  readonly speed?: number;
}

/** Starts the Selling Partner API as it really behaves, on this machine, with no seller in it. */
export async function startAmazonSandbox(options: AmazonSandboxOptions = {}): Promise<Host> {
  const clock = new SandboxClock(options.now, options.speed);
  const random = new Random(options.seed ?? 1);
  const faults = new Faults(new Random((options.seed ?? 1) + 1));
  const platform = new AmazonPlatform(clock, random, new Sellers(clock, random), new TokenBuckets(clock));
  return startHost(platform, { clock, faults, calls: new CallLog() }, options.port ?? 0);
}
