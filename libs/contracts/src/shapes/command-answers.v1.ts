import { IsBoolean, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, Min } from 'class-validator';

/** What every answer to a command says: which command, and which of its releases. */
export class CommandAnswerV1 {
  /** `messageId` of the command */
  @IsUUID()
  commandId!: string;

  /** the release that is answered; a non-final answer to an older release is ignored, a final one always counts */
  @IsInt()
  @Min(1)
  release!: number;
}

/** Not done yet and nothing is wrong: a limit of the platform is used up. */
export class CommandDeferredV1 extends CommandAnswerV1 {
  /** name of the command's contract */
  @IsString()
  command!: string;

  @IsString()
  reasonCode!: string;

  /** earliest moment at which releasing again makes sense */
  @IsISO8601({ strict: true })
  notBefore!: string;

  /** true: nothing of the whole division or connection can go before then */
  @IsBoolean()
  holdsAll!: boolean;
}

/** Final: the platform, or the gateway for it, says no. */
export class CommandRefusedV1 extends CommandAnswerV1 {
  @IsString()
  command!: string;

  @IsIn(['credentials', 'master-data', 'business', 'bug'])
  failureClass!: 'credentials' | 'master-data' | 'business' | 'bug';

  /** a code of the reason catalogue */
  @IsString()
  reasonCode!: string;

  /** the platform's own words, without buyers' data */
  @IsOptional()
  @IsString()
  platformMessage?: string;
}

/** The call was made and its end was not seen. The gateway looks once and answers by then. */
export class CommandUnclearV1 extends CommandAnswerV1 {
  @IsString()
  command!: string;

  @IsISO8601({ strict: true })
  answerBy!: string;
}

/** The late look-up found nothing: the effect did not happen. The sender decides anew. */
export class CommandAbsentV1 extends CommandAnswerV1 {
  @IsString()
  command!: string;
}

const answer = {
  commandId: '019ab0c2-7a00-7000-8000-000000000001',
  release: 1,
  command: 'exact.sales-order.create.v1',
};

export const commandAnswerExamples = {
  deferred: {
    ...answer,
    reasonCode: 'exact_minute_limit',
    notBefore: '2026-11-23T10:01:00.000Z',
    holdsAll: true,
  } as CommandDeferredV1,
  refused: {
    ...answer,
    failureClass: 'master-data',
    reasonCode: 'exact_bad_reference',
    platformMessage: 'Ongeldige referentie: BTW-code',
  } as CommandRefusedV1,
  unclear: { ...answer, answerBy: '2026-11-23T10:02:30.000Z' },
  absent: { ...answer },
};
