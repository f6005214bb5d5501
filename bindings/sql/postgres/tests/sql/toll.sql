-- SPDX-License-Identifier: Apache-2.0
-- Prices of the built-in book: USD per million tokens of claude-sonnet-4-6 are 3 in, 0.30 from the cache, 15 out; its
-- maker's batch costs half. gpt-4.1: 2 in, 0.50 from the cache, 8 out.
\set VERBOSITY terse
SET timezone = 'UTC';
CREATE EXTENSION toll;

-- (2,000 * 3 + 10,000 * 0.30 + 800 * 15) / 10^6 = 0.021
SELECT toll_bill_at('claude-sonnet-4-6', '2026-11-01', 'input', 12000, 'cache_read', 10000, 'output', 800);
SELECT toll_bill_at('claude-sonnet-4-6', '2026-11-01', 'input', 12000, 'cache_read', 10000, 'output', 800, 'tier', 'batch');
SELECT toll_cost_at('claude-sonnet-4-6', '2026-11-01', 'input', 12000, 'cache_read', 10000, 'output', 800);
SELECT toll_bill_usage('claude-sonnet-4-6', '{"input": 12000, "cache_read": 10000, "output": 800}', '2026-11-01');
-- without an instant it is that of the transaction
SELECT toll_bill('gpt-4.1', 'input', 1000) = toll_bill_at('gpt-4.1', now(), 'input', 1000) AS is_now;
-- any kind of whole number, text as words
SELECT toll_bill_at('gpt-4.1', '2026-11-01', word, count) FROM (VALUES ('input'::text, 1000::numeric), ('output', 1000.0)) v(word, count);
SELECT toll_bill_at('gpt-4.1', '2026-11-01', 'input', 1e3::float8, 'output', 10::smallint, 'cache_read', 500::bigint);
-- amounts beyond 64 bits of 10^-18, and their sum: 2 * 10^12 tokens at 2 and 8 USD
SELECT toll_bill_at('gpt-4.1', '2026-11-01', 'input', 1000000000001), toll_bill_at('gpt-4.1', '2026-11-01', 'input', 0);
SELECT sum(toll_bill_at('gpt-4.1', '2026-11-01', 'input', i)) = 2 * 500500 / 1e6 AS is_exact FROM generate_series(1, 1000) i;
SELECT toll_price('gpt-4.1', 'cache_read', '2026-11-01'), toll_price('gpt-4.1', 'output', '2026-11-01');

-- a provider's own object: 800 of 1,000 prompt tokens are cached; (200 * 2 + 800 * 0.50 + 50 * 8) / 10^6
SELECT toll_bill_json_at('gpt-4.1', '2026-11-01', '{"prompt_tokens": 1000, "completion_tokens": 50,
    "prompt_tokens_details": {"cached_tokens": 800}}');
SELECT count(*) > 1000 AS has_many, bool_and((meter IS NULL) OR meter <> '') AS is_named FROM toll_prices();
SELECT toll_bill_account('gpt-4.1', timestamptz '2026-11-01', 'input', i * 1000) FROM generate_series(1, 4) i;

SELECT line, meter, quantity, per, list_price, factor, billed_cost, flags, currency
    FROM toll_lines('claude-sonnet-4-6', '{"input": 12000, "cache_read": 10000, "output": 800, "tier": "batch"}', '2026-11-01');
SELECT book_hash = toll_book() AS is_hash, length(toll_book()) FROM toll_lines('gpt-4.1', '{"input": 1}');
SELECT count(*) > 100 AS has_many, bool_and(valid_from < valid_until) AS is_ordered FROM toll_models();
SELECT toll_version() LIKE 'libtoll %, book built-in%' || toll_book() || '%' AS is_told;

-- NULL is not known, but a wrong word is wrong
SELECT toll_bill_at(NULL, '2026-11-01', 'input', 1) IS NULL, toll_bill_at('gpt-4.1', NULL, 'input', 1) IS NULL,
       toll_bill('gpt-4.1', 'input', NULL::int) IS NULL, toll_bill_usage('gpt-4.1', '{"input": null}') IS NULL,
       toll_price('gpt-4.1', NULL) IS NULL;
SELECT toll_bill('gpt-4.1', 'input_tokens', NULL::int);
SELECT toll_bill('no-such-model', 'input', 1);
SELECT toll_bill('gpt-4.1', 'input', -1);
SELECT toll_bill('gpt-4.1', 'input', 'NaN'::float8);
SELECT toll_bill('gpt-4.1', 'input', 'Infinity'::float8);
SELECT toll_bill('gpt-4.1', 'input', 'NaN'::numeric);
SELECT toll_bill('gpt-4.1', 'input', 0.5);
SELECT toll_bill('gpt-4.1', 'input', 0.5::float8);
SELECT toll_bill('gpt-4.1', 'input', 1e30);
SELECT toll_bill('gpt-4.1', 'input', 1e30::float8);
SELECT toll_bill('gpt-4.1', 'input', 9223372036854775807);
SELECT toll_bill('gpt-4.1', 'input', '1000'::text);
SELECT toll_bill('gpt-4.1', 'input', 1, 'input', 2);
SELECT toll_bill('gpt-4.1', 'input', 1, 'cache_read', 2);
SELECT toll_bill('gpt-4.1', 'input', 1, 'tier', 'overnight');
SELECT toll_bill('gpt-4.1', 'input', 1, 'currency', 'EUR');
SELECT toll_bill('gpt-4.1', 'input', date '2026-01-01');
SELECT toll_bill('gpt-4.1', 'input');
SELECT toll_bill('gpt-4.1', VARIADIC ARRAY['input', '1']);
SELECT toll_bill_at('gpt-4.1', 'infinity', 'input', 1);
SELECT toll_bill_at('gpt-4.1', '1999-01-01', 'input', 1);
SELECT toll_bill_usage('gpt-4.1', '[1]');
SELECT toll_bill_usage('gpt-4.1', '{"input": {"cached": 1}}');
SELECT toll_bill_usage('gpt-4.1', '{"input": 1.5}');
SELECT toll_price('gpt-4.1', 'tier');
SELECT toll_price('gpt-4.1', 'web_search_calls');

-- a log with models that nobody knows, where that is wanted
SET toll.unknown_model = 'null';
SELECT model, toll_bill_at(model, '2026-11-01', 'input', 1000000) FROM (VALUES ('gpt-4.1'), ('no-such-model')) v(model);
SELECT count(*) FROM toll_lines('no-such-model', '{"input": 1}');
SELECT toll_bill('gpt-4.1', 'input', -1);
RESET toll.unknown_model;

-- one query, many words: each row has its own
SELECT toll_bill_at('gpt-4.1', '2026-11-01', word, 1000000) FROM unnest(ARRAY['input', 'output', 'input', 'output']) word;
SELECT toll_bill_at('gpt-4.1', '2026-11-01', word, 1000000) FROM unnest(ARRAY['input', 'output', 'inptu']) word;
-- one query, many instants: gpt-4o has cost 5 and 2.50
SELECT at::date, toll_price('gpt-4o', 'input', at) FROM unnest(ARRAY['2024-06-01', '2026-11-01', '2024-06-01']::timestamptz[]) at;

SET toll.book = '/no/such/file.book';
SELECT toll_bill('gpt-4.1', 'input', 1);
SELECT toll_book();
RESET toll.book;
SELECT toll_bill_at('gpt-4.1', '2026-11-01', 'input', 1);
SET toll.books = 'x';
CREATE ROLE analyst;
SET ROLE analyst;
SET toll.book = '/etc/passwd';
SELECT toll_bill_at('gpt-4.1', '2026-11-01', 'input', 1);
RESET ROLE;
DROP ROLE analyst;
DROP EXTENSION toll;
