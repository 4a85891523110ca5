import { exactConsentGrantedV1, type ExactConsentGrantedV1, type ExactDivisionChoiceV1 } from '@connector/contracts';
import { enqueue, UnitOfWork } from '@connector/messaging';
import { Injectable } from '@nestjs/common';
import type { Consent } from './consents.js';

/** Tells sync-core which administration a person chose; it configures the connection, and the chain is there already. */
@Injectable()
export class GrantConsent {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async to({ connectionId, site }: Consent, chosen: ExactDivisionChoiceV1): Promise<void> {
    const body = { site: site as ExactConsentGrantedV1['site'], division: chosen.code, divisionName: chosen.name };
    await this.unitOfWork.run((tx) =>
      enqueue(tx, exactConsentGrantedV1, body, { connectionId, correlationId: connectionId }),
    );
  }
}
