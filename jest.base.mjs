import { join } from 'node:path';

const moduleOptions = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@connector/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

/**
 * Two Jest projects a workspace: `unit` (`*.spec.ts`, needs nothing) and `integration`
 * (`*.integration.spec.ts`, needs RabbitMQ, PostgreSQL or a sandbox).
 */
export function jestConfig(rootDir) {
  const project = (name, testMatch, ignored) => ({
    ...moduleOptions,
    displayName: name,
    id: `${rootDir}-${name}`,
    rootDir,
    roots: [join(rootDir, 'src')],
    testMatch,
    testPathIgnorePatterns: ['/node_modules/', '/dist/', ...ignored],
  });
  return {
    passWithNoTests: true,
    // a limit for what hangs, not a measure of speed: a busy machine takes many times as long as a quiet one
    testTimeout: 240_000,
    projects: [
      project('unit', ['**/*.spec.ts'], ['\\.integration\\.spec\\.ts$', '\\.e2e\\.spec\\.ts$']),
      project('integration', ['**/*.integration.spec.ts'], []),
      project('e2e', ['**/*.e2e.spec.ts'], []),
    ],
  };
}
