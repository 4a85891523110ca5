import { IsIn, IsInt, IsPositive, IsString } from 'class-validator';
import { event } from '../contract.js';

/** A merchant let the connector in and chose an administration. The gateway has the tokens. */
export class ExactConsentGrantedV1 {
  /** the country of the customer's Exact Online */
  @IsString()
  @IsIn(['nl', 'be', 'de', 'fr', 'es', 'co.uk', 'com'])
  site!: 'nl' | 'be' | 'de' | 'fr' | 'es' | 'co.uk' | 'com';

  @IsInt()
  @IsPositive()
  division!: number;

  @IsString()
  divisionName!: string;
}

export const exactConsentGrantedV1 = event('exact.consent.granted.v1', ExactConsentGrantedV1, {
  summary:
    'A merchant let the connector into Exact Online and chose an administration: configure the connection with it.',
  example: { site: 'nl', division: 123456, divisionName: 'Voorbeeld B.V.' },
});
