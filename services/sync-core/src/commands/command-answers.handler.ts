import {
  amazonCommandDeferredV1,
  amazonCommandRefusedV1,
  CommandAbsentV1,
  CommandDeferredV1,
  CommandRefusedV1,
  CommandUnclearV1,
  exactCommandAbsentV1,
  exactCommandDeferredV1,
  exactCommandRefusedV1,
  exactCommandUnclearV1,
} from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller, Inject } from '@nestjs/common';
import { BookAnswer, type BookedCommand } from './book-answer.js';
import { COMMAND_SUBJECTS, type CommandSubject } from './command-subject.js';
import { Steps } from './steps.js';

/** What the gateways answer when a command did not simply succeed. */
@Controller()
export class CommandAnswersHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    @Inject(COMMAND_SUBJECTS) private readonly subjects: readonly CommandSubject[],
  ) {}

  @OnMessage(exactCommandDeferredV1)
  async exactDeferred(
    @MessageBody(exactCommandDeferredV1) body: CommandDeferredV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.deferred(body, delivery);
  }

  @OnMessage(amazonCommandDeferredV1)
  async amazonDeferred(
    @MessageBody(amazonCommandDeferredV1) body: CommandDeferredV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.deferred(body, delivery);
  }

  @OnMessage(exactCommandRefusedV1)
  async exactRefused(
    @MessageBody(exactCommandRefusedV1) body: CommandRefusedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.refused(body, delivery);
  }

  @OnMessage(amazonCommandRefusedV1)
  async amazonRefused(
    @MessageBody(amazonCommandRefusedV1) body: CommandRefusedV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.refused(body, delivery);
  }

  @OnMessage(exactCommandUnclearV1)
  async exactUnclear(
    @MessageBody(exactCommandUnclearV1) body: CommandUnclearV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, (step) => this.answers.unclear(step, body));
  }

  @OnMessage(exactCommandAbsentV1)
  async exactAbsent(
    @MessageBody(exactCommandAbsentV1) body: CommandAbsentV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.absent(step, body);
      if (command !== undefined) await this.subjectOf(command).absent(step, command);
    });
  }

  private async deferred(body: CommandDeferredV1, delivery: Delivery): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.deferred(step, body);
      if (command !== undefined) await this.subjectOf(command).deferred?.(step, command);
    });
  }

  private async refused(body: CommandRefusedV1, delivery: Delivery): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'refused');
      if (command !== undefined) await this.subjectOf(command).refused(step, command, body);
    });
  }

  private subjectOf(command: BookedCommand): CommandSubject {
    const subject = this.subjects.find(({ kinds }) => kinds.includes(command.subject.kind));
    if (subject === undefined) throw new Error(`Nobody is told of commands about a ${command.subject.kind}`);
    return subject;
  }
}
