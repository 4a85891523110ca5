-- A schema and a role a service: it uses its own tables and changes none. Migrations run as the owner.
DO $$
DECLARE service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['amazon_gateway', 'exact_gateway', 'sync_core'] LOOP
    EXECUTE format('CREATE SCHEMA %I', service);
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', service, replace(service, '_', '-'));
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', service, service);
  END LOOP;
END $$;
