-- Makes the three roles that the service needs, and the schema. Run it as a superuser in the service's database:
--
--   psql -v owner=datastorage_owner -v owner_password=... -v application=datastorage -v application_password=... \
--        -v purge=datastorage_purge -v schema=public -f roles.sql
--
-- owner        runs the migrations and owns the tables           spring.liquibase.user
-- application  reads and appends                                 spring.datasource.username
-- purge        cannot log in; may delete what has expired        datastorage.schema.purge-role
--
-- It may be run again, and then sets the passwords anew. For another schema than public, add ?currentSchema=... to
-- spring.datasource.url.
SELECT count(set_config('roles.' || name, value, false)) AS variables
FROM (VALUES ('owner', :'owner'),
             ('owner_password', :'owner_password'),
             ('application', :'application'),
             ('application_password', :'application_password'),
             ('purge', :'purge'),
             ('schema', :'schema')) AS v (name, value);

DO $$
DECLARE
    owner text := current_setting('roles.owner');
    application text := current_setting('roles.application');
    purge text := current_setting('roles.purge');
    schema text := current_setting('roles.schema');
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY[owner, application, purge] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I', role);
        END IF;
    END LOOP;
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', owner, current_setting('roles.owner_password'));
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', application, current_setting('roles.application_password'));
    EXECUTE format('ALTER ROLE %I NOLOGIN', purge);
    EXECUTE format('GRANT %I TO %I', purge, owner);

    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', schema);
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', schema, owner);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema, application);
END
$$;

SELECT count(set_config(name, '', false)) AS forgotten
FROM (VALUES ('roles.owner_password'), ('roles.application_password')) AS v (name);
