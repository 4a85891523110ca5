import { CallLog, Faults, Random, SandboxClock, startHost, type Host } from '@connector/simulation';
import { ExactPlatform } from './exact-platform.js';
import { Limits } from './limits.js';
import { OAuth } from './oauth.js';

export { CLIENT_ID as EXACT_CLIENT_ID, CLIENT_SECRET as EXACT_CLIENT_SECRET } from './oauth.js';

export interface ExactSandboxOptions {
  /** 0: any free port */
  readonly port?: number;
  /** the same seed gives the same ids and the same faults */
  readonly seed?: number;
  readonly now?: string;
  readonly speed?: number;
}

/** Starts Exact Online as it really behaves, on this machine, with nothing in it. */
export async function startExactSandbox(options: ExactSandboxOptions = {}): Promise<Host> {
  const clock = new SandboxClock(options.now, options.speed);
  const random = new Random(options.seed ?? 1);
  const faults = new Faults(new Random((options.seed ?? 1) + 1));
  const platform = new ExactPlatform(clock, random, new OAuth(clock, random), new Limits(clock));
  const host = await startHost(platform, { clock, faults, calls: new CallLog() }, options.port ?? 0);
  platform.baseUrl = host.url;
  return host;
}
