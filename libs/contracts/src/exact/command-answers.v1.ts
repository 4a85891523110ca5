import { event } from '../contract.js';
import {
  CommandAbsentV1,
  CommandDeferredV1,
  CommandRefusedV1,
  CommandUnclearV1,
  commandAnswerExamples,
} from '../shapes/command-answers.v1.js';

export const exactCommandDeferredV1 = event('exact.command.deferred.v1', CommandDeferredV1, {
  summary: 'A command to the exact-gateway waits for a limit of the platform: release it again later.',
  example: commandAnswerExamples.deferred,
});

export const exactCommandRefusedV1 = event('exact.command.refused.v1', CommandRefusedV1, {
  summary: 'A command to the exact-gateway was refused for good, with the reason.',
  example: commandAnswerExamples.refused,
});

export const exactCommandUnclearV1 = event('exact.command.unclear.v1', CommandUnclearV1, {
  summary: 'The end of a call was not seen; the exact-gateway looks once and answers by the time given.',
  example: commandAnswerExamples.unclear,
});

export const exactCommandAbsentV1 = event('exact.command.absent.v1', CommandAbsentV1, {
  summary: 'After doubt, nothing was found: the command had no effect and may be released again.',
  example: commandAnswerExamples.absent,
});
