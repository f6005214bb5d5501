-- SPDX-License-Identifier: Apache-2.0
-- The functions of the extension. They are STABLE, not IMMUTABLE: what they give depends on the setting toll.book and on
-- the book of the installed library, so that no index may keep it.
\echo Use "CREATE EXTENSION toll" to load this file. \quit

CREATE FUNCTION toll_bill(model text, VARIADIC words "any") RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_bill' LANGUAGE C STABLE PARALLEL SAFE COST 5;
COMMENT ON FUNCTION toll_bill(text, VARIADIC "any") IS
    'exact cost of one request now: toll_bill(''gpt-4.1'', ''input'', 1000, ''output'', 50)';

CREATE FUNCTION toll_bill_at(model text, at timestamptz, VARIADIC words "any") RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_bill_at' LANGUAGE C STABLE PARALLEL SAFE COST 5;
COMMENT ON FUNCTION toll_bill_at(text, timestamptz, VARIADIC "any") IS 'exact cost of one request at its instant';

CREATE FUNCTION toll_cost(model text, VARIADIC words "any") RETURNS double precision
    AS 'MODULE_PATHNAME', 'pg_toll_cost' LANGUAGE C STABLE PARALLEL SAFE COST 4;
COMMENT ON FUNCTION toll_cost(text, VARIADIC "any") IS 'toll_bill as a double, for charts: sums of doubles are not exact';

CREATE FUNCTION toll_cost_at(model text, at timestamptz, VARIADIC words "any") RETURNS double precision
    AS 'MODULE_PATHNAME', 'pg_toll_cost_at' LANGUAGE C STABLE PARALLEL SAFE COST 4;
COMMENT ON FUNCTION toll_cost_at(text, timestamptz, VARIADIC "any") IS 'toll_bill_at as a double';

CREATE FUNCTION toll_bill_usage(model text, usage jsonb, at timestamptz DEFAULT now()) RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_bill_usage' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION toll_bill_usage(text, jsonb, timestamptz) IS
    'exact cost of one request from an object of words: {"input": 1000, "output": 50, "tier": "batch"}';

CREATE FUNCTION toll_price(model text, meter text, at timestamptz DEFAULT now()) RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_price' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION toll_price(text, text, timestamptz) IS
    'price of a million tokens, or of one unit of another meter, in the standard tier';

CREATE FUNCTION toll_lines(model text, usage jsonb, at timestamptz DEFAULT now(), OUT line int, OUT meter text,
                           OUT price_meter text, OUT quantity bigint, OUT per bigint, OUT list_price numeric,
                           OUT contracted_price numeric, OUT factor numeric, OUT list_cost numeric,
                           OUT contracted_cost numeric, OUT billed_cost numeric, OUT flags text, OUT currency text,
                           OUT book_hash text) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'pg_toll_lines' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50 ROWS 4;
COMMENT ON FUNCTION toll_lines(text, jsonb, timestamptz) IS 'the lines of a bill';

CREATE FUNCTION toll_models(OUT provider text, OUT model text, OUT sku text, OUT currency text,
                            OUT valid_from timestamptz, OUT valid_until timestamptz, OUT retired_at timestamptz)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'pg_toll_models' LANGUAGE C STABLE PARALLEL SAFE COST 5000 ROWS 1000;
COMMENT ON FUNCTION toll_models() IS 'the tariffs of the price book';

CREATE FUNCTION toll_prices(OUT provider text, OUT model text, OUT currency text, OUT kind text, OUT meter text,
                            OUT number numeric, OUT per bigint, OUT rule text, OUT valid_from timestamptz,
                            OUT valid_until timestamptz) RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'pg_toll_prices' LANGUAGE C STABLE PARALLEL SAFE COST 10000 ROWS 5000;
COMMENT ON FUNCTION toll_prices() IS 'the prices, multipliers and fees of the price book';

CREATE FUNCTION toll_bill_json(model text, usage text) RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_bill_json' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION toll_bill_json(text, text) IS 'exact cost of a provider''s usage object or response, as its API gave it';

CREATE FUNCTION toll_bill_json_at(model text, at timestamptz, usage text) RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_bill_json_at' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION toll_bill_json_at(text, timestamptz, text) IS 'the same at an instant';

CREATE FUNCTION toll_account_add(internal, model text, at timestamptz, VARIADIC words "any") RETURNS internal
    AS 'MODULE_PATHNAME', 'pg_toll_account_add' LANGUAGE C STABLE COST 10;
CREATE FUNCTION toll_account_bill(internal) RETURNS numeric
    AS 'MODULE_PATHNAME', 'pg_toll_account_bill' LANGUAGE C STABLE COST 1000;
CREATE AGGREGATE toll_bill_account(model text, at timestamptz, VARIADIC words "any") (
    SFUNC = toll_account_add, STYPE = internal, FINALFUNC = toll_account_bill);
COMMENT ON AGGREGATE toll_bill_account(text, timestamptz, VARIADIC "any") IS
    'exact cost of all records of an account together, with free quantities and volume tiers';

CREATE FUNCTION toll_book() RETURNS text
    AS 'MODULE_PATHNAME', 'pg_toll_book' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION toll_book() IS 'hash of the price book, to write next to a report';

CREATE FUNCTION toll_version() RETURNS text
    AS 'MODULE_PATHNAME', 'pg_toll_version' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION toll_version() IS 'version of the library, source and hash of the price book';
