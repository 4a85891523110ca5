import type { Platform } from './platform.js';
import type { StateFile } from './state-file.js';

/**
 * A platform that has written to its file what it answers: a call that changed something is answered when the change is kept, so
 * that a sandbox that is killed has forgotten nothing that it confirmed. A platform's own database does the same.
 */
export function keepBeforeAnswer(platform: Platform, file: StateFile): Platform {
  return {
    nameOf: (call) => platform.nameOf(call),
    refuse: (status, text) => platform.refuse(status, text),
    save: () => platform.save(),
    load: (saved) => platform.load(saved),
    answer: async (call) => {
      const answer = await platform.answer(call);
      if (changes(call.method)) file.save(platform);
      return answer;
    },
    control: (request) => {
      const answer = platform.control(request);
      if (changes(request.method)) file.save(platform);
      return answer;
    },
  };
}

const changes = (method: string): boolean => method !== 'GET' && method !== 'HEAD';
