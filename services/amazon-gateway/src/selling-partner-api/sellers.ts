import { Injectable } from '@nestjs/common';
import type { AmazonConnection } from '../connections/connections.js';
import { read } from './answer-reader.js';
import { SellingPartnerClient } from './client.js';

/** Sellers API v1: shows whether the seller accepts us, and in which stores he sells. */
@Injectable()
export class SellersApi {
  constructor(private readonly client: SellingPartnerClient) {}

  async marketplaces(connection: AmazonConnection): Promise<string[]> {
    const answer = read.object(
      await this.client.call(connection, 'getMarketplaceParticipations', {
        method: 'GET',
        path: '/sellers/v1/marketplaceParticipations',
      }),
    );
    return read
      .list(answer['payload'])
      .filter((entry) => read.object(entry['participation'])['isParticipating'] === true)
      .flatMap((entry) => read.text(read.object(entry['marketplace'])['id']) ?? []);
  }
}
