import type { QueryRunner } from 'typeorm';

/** The schema of the service whose tables a migration of messaging makes. */
export function schemaOf(runner: QueryRunner): string {
  return (runner.dataSource.options as { schema?: string }).schema ?? 'public';
}
