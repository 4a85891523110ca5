import { IsIn, IsInt, IsISO8601, IsNumber, IsOptional, IsPositive, IsString, Matches, Max, Min } from 'class-validator';

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
