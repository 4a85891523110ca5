import { ServiceEnvironment } from '@connector/platform';
import { MinLength } from 'class-validator';

/** The variables of sync-core. */
export class SyncCoreEnvironment extends ServiceEnvironment {
  /** whoever presents it may use the API */
  @MinLength(16, { message: 'must be a token of at least 16 characters' })
  API_TOKEN!: string;
}
