import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';

/** The variables that every service takes. */
export class ServiceEnvironment {
  /** the service's own role and database */
  @Matches(/^postgres(ql)?:\/\//, { message: 'must be a URL that begins with postgres://' })
  DATABASE_URL!: string;

  @Matches(/^amqps?:\/\//, { message: 'must be a URL that begins with amqp:// or amqps://' })
  AMQP_URL!: string;

  /** JSON file with the master keys (libs/sealing), read again when it changes */
  @IsString({ message: 'must be the path of the key ring file' })
  KEY_RING_FILE!: string;

  /** 0: any free port */
  @IsInt()
  @Min(0)
  @Max(65_535)
  HTTP_PORT: number = 3000;

  @IsString()
  HTTP_HOST: string = '0.0.0.0';

  /** how long HTTP is still answered after SIGTERM: until every load balancer has seen that the service is not ready */
  @IsInt()
  @Min(0)
  @Max(15)
  HTTP_DRAIN_SECONDS: number = 5;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  LOG_LEVEL: string = 'info';

  /** how many messages of one lane are worked on at once */
  @IsInt()
  @Min(1)
  @Max(50)
  PREFETCH: number = 20;

  /** growing delays between the attempts at an event, in milliseconds, comma separated; part of the queues' names */
  @Matches(/^\d+(,\d+)*$/, { message: 'must be milliseconds, comma separated' })
  RETRY_DELAYS_MS: string = '30000,120000,600000';

  /** opens the operator's API of a gateway, `/parked-messages`; absent: it is closed. sync-core takes its API_TOKEN */
  @IsOptional()
  @MinLength(16, { message: 'must be a token of at least 16 characters' })
  OPERATOR_TOKEN?: string;

  /** demo and tests only: the moment that the business clock shows at CLOCK_STARTED */
  @IsOptional()
  @IsISO8601()
  CLOCK_SHOWS?: string;

  /** demo and tests only: the real moment at which the business clock was started */
  @IsOptional()
  @IsISO8601()
  CLOCK_STARTED?: string;

  /** demo and tests only: business seconds a real second */
  @IsNumber()
  @IsPositive()
  CLOCK_SPEED: number = 1;
}
