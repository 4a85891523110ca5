export * from './key-ring.js';
export * from './new-key-ring.js';
export * from './sealer.js';
export * from './sealing.module.js';
