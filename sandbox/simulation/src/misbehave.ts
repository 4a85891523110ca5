import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultRule } from './faults.js';
import { bytesOf, send } from './http-answer.js';
import type { Call, Platform } from './platform.js';

/** Answers, or misbehaves as the fault says. Returns the status that was sent; 0 where the caller got none. */
export async function answerWith(
  platform: Platform,
  call: Call,
  response: ServerResponse,
  fault: FaultRule | undefined,
  now: () => Date,
): Promise<number> {
  switch (fault?.kind) {
    case undefined:
      return send(response, await platform.answer(call), now());
    case 'latency':
      await wait(fault.ms ?? 1_000);
      return send(response, await platform.answer(call), now());
    case 'lagging-look-up':
      return send(response, await platform.answer({ ...call, lagMs: fault.ms ?? 5_000 }), now());
    case '401':
      return send(response, platform.refuse(401), now());
    case '429':
      return send(response, platform.refuse(429), now());
    case '500-generic':
      return send(response, platform.refuse(500), now());
    case '500-text':
      return send(response, platform.refuse(500, fault.text), now());
    case '503':
      return send(response, platform.refuse(503), now());
    case '502-html':
      return send(
        response,
        {
          status: 502,
          headers: { 'content-type': 'text/html' },
          body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
        },
        now(),
      );
    case 'reset-before':
      response.socket?.resetAndDestroy();
      return 0;
    case 'half-open':
      await new Promise((resolve) => response.on('close', resolve));
      return 0;
    case 'done-but-answer-lost':
      await platform.answer(call);
      response.socket?.resetAndDestroy();
      return 0;
    case 'late-commit':
      response.socket?.resetAndDestroy();
      await wait(fault.ms ?? 1_500);
      await platform.answer(call);
      return 0;
    case 'reset-in-body': {
      const answer = await platform.answer(call);
      const bytes = bytesOf(answer);
      response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.resetAndDestroy());
      return 0;
    }
    case 'reset-after-body': {
      // all of it is sent, in chunks whose end never comes
      const answer = await platform.answer(call);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.write(bytesOf(answer), () => response.socket?.resetAndDestroy());
      return 0;
    }
    case 'truncated-json': {
      const answer = await platform.answer(call);
      const bytes = bytesOf(answer);
      return send(response, { ...answer, body: bytes.subarray(0, bytes.length >> 1) }, now());
    }
  }
}
