export { CallLog, type Call as LoggedCall } from './call-log.js';
export * from './clock.js';
export type { Parts } from './control-api.js';
export * from './faults.js';
export * from './host.js';
export * from './platform.js';
export * from './random.js';
export * from './run-from-environment.js';
export * from './state-file.js';
