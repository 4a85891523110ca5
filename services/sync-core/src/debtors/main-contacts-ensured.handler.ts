import { exactMainContactsEnsuredV1, ExactMainContactsEnsuredV1 } from '@connector/contracts';
import { Delivered, MessageBody, OnMessage, type Delivery } from '@connector/messaging';
import { Controller } from '@nestjs/common';
import { BookAnswer } from '../commands/book-answer.js';
import { Steps } from '../commands/steps.js';
import { MainContactsDue } from './main-contacts-due.js';

/** Accounts have their main contact (domain D4); nobody waits for it. */
@Controller()
export class MainContactsEnsuredHandler {
  constructor(
    private readonly steps: Steps,
    private readonly answers: BookAnswer,
    private readonly due: MainContactsDue,
  ) {}

  @OnMessage(exactMainContactsEnsuredV1)
  async on(
    @MessageBody(exactMainContactsEnsuredV1) body: ExactMainContactsEnsuredV1,
    @Delivered() delivery: Delivery,
  ): Promise<void> {
    await this.steps.once('book-answer', delivery, async (step) => {
      const command = await this.answers.final(step, body, 'done');
      if (command !== undefined) await this.due.done(step, command.subject.id);
    });
  }
}
