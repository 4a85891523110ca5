import { CallLog, Faults, Random, SandboxClock, startHost, type Host, type HostOptions } from '@connector/simulation';
import { Application } from './oauth/application.js';
import { ExactPlatform } from './exact-platform.js';
import { Limits } from './limits/limits.js';
import { OAuth } from './oauth/oauth.js';
import { Webhooks } from './webhooks/webhooks.js';

export { CLIENT_ID as EXACT_CLIENT_ID, CLIENT_SECRET as EXACT_CLIENT_SECRET } from './oauth/application.js';

export interface ExactSandboxOptions extends HostOptions {
  /** the same seed gives the same ids and the same faults */
  readonly seed?: number;
  readonly now?: string;
  readonly speed?: number;
}

/** Starts Exact Online as it really behaves, on this machine, with nothing in it. */
export async function startExactSandbox(options: ExactSandboxOptions = {}): Promise<Host> {
  const clock = new SandboxClock(options.now, options.speed);
  const random = new Random(options.seed ?? 1);
  const faults = new Faults(options.seed ?? 1);
  const application = new Application(random);
  const webhooks = new Webhooks(clock, application);
  const oauth = new OAuth(clock, random, application);
  const platform = new ExactPlatform(clock, random, application, oauth, new Limits(clock), webhooks);
  const host = await startHost(platform, { clock, faults, calls: new CallLog() }, options);
  platform.baseUrl = host.url;
  webhooks.baseUrl = host.url;
  const close = (): Promise<void> => {
    webhooks.close();
    return host.close();
  };
  return { ...host, close };
}
