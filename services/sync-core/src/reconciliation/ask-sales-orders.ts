import { reconcileExactSalesOrdersV1 } from '@connector/contracts';
import { Injectable } from '@nestjs/common';
import { priority } from '../commands/domain/priority.js';
import { exactWindow } from '../commands/domain/release-window.js';
import { RequestCommand } from '../commands/request-command.js';
import type { Step } from '../commands/step.js';
import type { OrderDates } from './domain/order-dates.js';

/** Asks which sales orders stand in Exact, behind orders, stock and catalogue: 1,000 a call by order date, 20 by reference. */
@Injectable()
export class AskSalesOrders {
  constructor(private readonly commands: RequestCommand) {}

  async ofDates(step: Step, connectionId: string, division: number, { from, to }: OrderDates): Promise<void> {
    const subject = `${division} ${from} ${to}`;
    await this.ask(step, { connectionId, division, subject, asked: { orderedFrom: from, orderedTo: to } });
  }

  async withReferences(step: Step, connectionId: string, division: number, yourRefs: string[]): Promise<void> {
    await this.ask(step, { connectionId, division, subject: `${division} ${yourRefs[0] ?? ''}`, asked: { yourRefs } });
  }

  private async ask(
    step: Step,
    {
      connectionId,
      division,
      subject,
      asked,
    }: { connectionId: string; division: number; subject: string; asked: object },
  ): Promise<void> {
    await this.commands.request(step, {
      contract: reconcileExactSalesOrdersV1,
      connectionId,
      window: exactWindow(division),
      priority: priority.reconciliation,
      subject: { kind: 'reconciliation', id: subject },
      correlationId: `completeness ${subject}`,
      body: { division, ...asked },
    });
  }
}
