import { whyNoContainers } from './compose-project.js';

/** Why images are not built here; undefined: they are. To build them takes minutes, which only who asks for it has. */
export function whyNotHere(): string | undefined {
  return process.env['CONTAINERS'] === 'yes' ? whyNoContainers() : 'it takes minutes; npm run test:containers does it';
}
