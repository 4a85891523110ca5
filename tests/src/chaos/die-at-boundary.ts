import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { BOUNDARY_CHANNEL } from '@connector/platform';

/** How long after a request was begun the process dies: it is on its way then, or just answered. */
const IN_MID_CALL_MS = 5;

/**
 * Loaded before a service: the process kills itself without a last word when it passes the boundary that it is told.
 * Sent `{ dieAt }`; without a name it lives on. Tells `{ diesAt }`, and `{ passed }` of the boundaries between which a token can be
 * lost: a message to the parent is written at once, so that also the next moment's death does not take it along.
 */
let armed: string | undefined;

process.on('message', (message: { dieAt?: string }) => {
  armed = message.dieAt;
});
// listening must keep no process alive that wants to end
process.channel?.unref();

subscribe(BOUNDARY_CHANNEL, (told) => {
  const boundary = String(told);
  if (boundary.startsWith('exact.token-')) process.send?.({ passed: boundary });
  if (boundary !== armed) return;
  armed = undefined;
  if (boundary.endsWith('request-sent')) setTimeout(die, IN_MID_CALL_MS, boundary);
  else die(boundary);
});

function die(boundary: string): void {
  process.send?.({ diesAt: boundary });
  writeSync(2, `dies at ${boundary}\n`);
  process.kill(process.pid, 'SIGKILL');
}
