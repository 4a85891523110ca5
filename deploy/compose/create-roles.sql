-- An owner that migrates, and a schema and a role a service: it uses its own tables and changes none.
CREATE ROLE connector_owner LOGIN PASSWORD 'owner';
GRANT CREATE ON DATABASE connector TO connector_owner;
DO $$
DECLARE service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['amazon_gateway', 'exact_gateway', 'sync_core'] LOOP
    EXECUTE format('CREATE SCHEMA %I AUTHORIZATION connector_owner', service);
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', service, replace(service, '_', '-'));
    EXECUTE format('ALTER ROLE %I SET statement_timeout = ''15s''', service);
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''30s''', service);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE connector_owner IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', service, service);
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE connector_owner IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', service, service);
  END LOOP;
END $$;
