import process from 'node:process';
import { environment, prepare, run } from './prepare.mjs';

/** Builds every image, looks into it, and runs the whole of docker-compose.yml with them: what `npm test` has no minutes for. */
prepare();
process.exit(
  run('jest', ['tests/src/containers', '--selectProjects', 'e2e', '--runInBand'], {
    ...environment,
    CONTAINERS: 'yes',
  }),
);
