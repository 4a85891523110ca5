import {
  exactSalesOrdersReconciledV1,
  ReconcileExactSalesOrdersV1,
  type ExactSalesOrderStandingV1,
} from '@connector/contracts';
import { ContractBroken } from '@connector/platform';
import { Injectable } from '@nestjs/common';
import { AnswerCommands } from '../answers/answer-commands.js';
import type { Performance } from '../answers/perform-command.js';
import type { ExactAccess } from '../exact-api/exact-access.js';
import { SalesOrders, type FoundSalesOrder } from '../exact-api/sales-orders.js';

const MOST = 1_000;

/** Says which sales orders stand in Exact: the proof that none is missing and none is there twice (domain O2). */
@Injectable()
export class ReconcileSalesOrders {
  constructor(
    private readonly salesOrders: SalesOrders,
    private readonly answers: AnswerCommands,
  ) {}

  async reconcile(body: ReconcileExactSalesOrdersV1, { access, command }: Performance): Promise<void> {
    const found = await this.find(body, access);
    await this.answers.final(command, exactSalesOrdersReconciledV1, {
      commandId: command.commandId,
      release: command.release,
      division: access.division,
      found: found.slice(0, MOST).map(standing),
      complete: found.length <= MOST,
    });
  }

  private async find(body: ReconcileExactSalesOrdersV1, access: ExactAccess): Promise<FoundSalesOrder[]> {
    if (body.yourRefs !== undefined) return this.salesOrders.byYourRefs(access, body.yourRefs);
    if (body.orderedFrom === undefined || body.orderedTo === undefined)
      throw new ContractBroken('contract_broken', 'Neither references nor a window were given');
    return this.salesOrders.orderedBetween(access, body.orderedFrom, body.orderedTo, MOST);
  }
}

function standing({ salesOrderId, yourRef, orderNumber, total, state, orderedBy }: FoundSalesOrder) {
  return {
    salesOrderId,
    yourRef: yourRef ?? '',
    state: state ?? '',
    ...(orderNumber === undefined ? {} : { orderNumber }),
    ...(total === undefined ? {} : { total }),
    ...(orderedBy === undefined ? {} : { orderedBy }),
  } satisfies ExactSalesOrderStandingV1;
}
