import { event } from '../contract.js';
import { CommandDeferredV1, CommandRefusedV1, commandAnswerExamples } from '../shapes/command-answers.v1.js';

export const amazonCommandDeferredV1 = event('amazon.command.deferred.v1', CommandDeferredV1, {
  summary: 'A command to the amazon-gateway waits for a limit of the platform: release it again later.',
  example: commandAnswerExamples.deferred,
});

export const amazonCommandRefusedV1 = event('amazon.command.refused.v1', CommandRefusedV1, {
  summary: 'A command to the amazon-gateway was refused for good, with the reason.',
  example: commandAnswerExamples.refused,
});
