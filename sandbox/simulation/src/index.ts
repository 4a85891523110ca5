export * from './clock.js';
export { CallLog, type Call as LoggedCall } from './call-log.js';
export * from './faults.js';
export * from './host.js';
export * from './random.js';
export * from './state-file.js';
