import { Module, type DynamicModule } from '@nestjs/common';
import { KeyRing } from './key-ring.js';
import { Sealer } from './sealer.js';

/** Gives every module of a service the {@link Sealer} over one key ring file. */
@Module({})
export class SealingModule {
  static forFile(path: string): DynamicModule {
    const ring = new KeyRing(path);
    return {
      module: SealingModule,
      global: true,
      providers: [{ provide: Sealer, useFactory: () => new Sealer(ring) }],
      exports: [Sealer],
    };
  }
}
