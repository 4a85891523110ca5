import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Readiness } from './readiness.js';

/** Ready only while the database answers. */
@Injectable()
export class DatabaseReadiness implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly readiness: Readiness,
  ) {}

  onModuleInit(): void {
    this.readiness.register({
      name: 'database',
      check: async () => {
        try {
          await this.db.query('SELECT 1');
          return undefined;
        } catch {
          return 'does not answer';
        }
      },
    });
  }
}
