import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsUUID, Min, ValidateNested } from 'class-validator';
import { command, event } from '../contract.js';
import { CommandAnswerV1 } from '../shapes/command-answers.v1.js';
import { ExactCommandV1, exactCommandExample } from '../shapes/exact-command.v1.js';

/** An account that the connector made, and its contact. */
export class ExactMainContactV1 {
  @IsUUID() accountId!: string;
  @IsUUID() contactId!: string;
}

/**
 * Make contacts the main contacts of their accounts, where an account has none yet (domain D4): one call to look, one for each
 * account that has none. Nothing waits for it.
 */
export class EnsureExactMainContactsV1 extends ExactCommandV1 {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => ExactMainContactV1)
  contacts!: ExactMainContactV1[];
}

/** Every account that is still there has a main contact. */
export class ExactMainContactsEnsuredV1 extends CommandAnswerV1 {
  @IsInt() division!: number;

  /** on how many it was set now; the others had one, or are gone */
  @IsInt() @Min(0) set!: number;
}

export const ensureExactMainContactsV1 = command('exact.main-contacts.ensure.v1', EnsureExactMainContactsV1, {
  summary: 'Give accounts their main contact, where they have none; answered by exact.main-contacts.ensured.v1.',
  example: {
    ...exactCommandExample,
    contacts: [
      {
        accountId: '6f1c1d5e-9f3a-4f0e-8a56-000000000003',
        contactId: '6f1c1d5e-9f3a-4f0e-8a56-000000000004',
      },
    ],
  },
});

export const exactMainContactsEnsuredV1 = event('exact.main-contacts.ensured.v1', ExactMainContactsEnsuredV1, {
  summary: 'The accounts that were named have a main contact.',
  example: { commandId: '019ab0c2-7a00-7000-8000-000000000011', release: 1, division: 123456, set: 1 },
});
