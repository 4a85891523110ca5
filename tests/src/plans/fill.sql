-- What stands in the three schemas after fill.orders orders of fill.connections merchants, spread evenly over them. The n-th
-- order belongs to connection n % fill.connections, so the orders of a merchant lie scattered, as they do after a year.

CREATE TEMP TABLE filled AS
SELECT n, ('00000000-0000-7000-8000-' || lpad((n % current_setting('fill.connections')::int)::text, 12, '0'))::uuid AS connection_id,
  900000 + n % current_setting('fill.connections')::int AS division,
  '403-' || lpad((n / 10000000)::text, 7, '0') || '-' || lpad((n % 10000000)::text, 7, '0') AS amazon_order_id,
  ('10000000-0000-7000-8000-' || lpad((n * 7 / 10)::text, 12, '0'))::uuid AS debtor_id,
  ('20000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS sales_order_id,
  now() - interval '1 year' * (1 - n::float8 / current_setting('fill.orders')::int) - interval '9 days' AS at,
  -- of a thousand orders: 2 held, 1 pending, 20 skipped, 10 cancelled
  CASE WHEN n % 1000 < 2 THEN 'held' WHEN n % 1000 = 2 THEN 'pending' WHEN n % 1000 < 23 THEN 'skipped'
    WHEN n % 1000 < 33 THEN 'cancelled' ELSE 'done' END AS state
FROM generate_series(1, current_setting('fill.orders')::int) AS n;

INSERT INTO sync_core.connection (id, name, seller_id, region, site, division, settings, status, paused_by_person, dry_run, faults,
  amazon_side, exact_side, revision, created_at)
SELECT DISTINCT ON (connection_id) connection_id, 'Winkel ' || division, 'A000FILLED' || division, 'eu', 'nl', division,
  '{"marketplaceIds": ["A1805IZSGTT6HS"], "timeZone": "Europe/Amsterdam", "stock": {"enabled": true, "intervalMinutes": 60, "buffer": 0},
    "stockWarehouses": ["1"], "vatTable": [], "firstImport": {"items": 50, "perMinutes": 10}}',
  'active', false, false, '[]', '{"status": "connected"}', '{"status": "connected"}', 1, now() - interval '1 year'
FROM filled;

INSERT INTO sync_core.release_window ("window", slots)
SELECT 'exact:' || division, 2 FROM sync_core.connection UNION ALL SELECT 'amazon:' || id, 5 FROM sync_core.connection;

-- the proof of completeness was read a moment ago, stock is due in a year: nobody has anything to do for these merchants
INSERT INTO sync_core.sales_order_reading (division, ordered_from, ordered_to, asked_at, read_at)
SELECT division, current_date - 8, current_date, 'infinity', now() FROM sync_core.connection;

INSERT INTO sync_core.stock_schedule (connection_id, due_at, approved_at, approved_by, interval_began_at)
SELECT id, now() + interval '1 year', now(), 'filled', now() FROM sync_core.connection;

INSERT INTO sync_core.amazon_order (connection_id, amazon_order_id, division, state, reason_code, reason_detail, last_updated_time, created_time,
  snapshot, debtor_id, expected_total, currency, sales_order_id, sales_order_number, exact_total, first_seen_at, changed_at, ship_to, purged_at)
SELECT connection_id, amazon_order_id, division, state,
  CASE state WHEN 'held' THEN 'vat_no_rule' WHEN 'skipped' THEN 'before_start' END, CASE state WHEN 'held' THEN '{"country": "FR"}'::jsonb END, at, at,
  jsonb_build_object('amazonOrderId', amazon_order_id, 'fulfillmentStatus', CASE state WHEN 'pending' THEN 'PENDING' ELSE 'SHIPPED' END,
    'fulfilledBy', 'MERCHANT', 'marketplaceId', 'A1805IZSGTT6HS', 'createdTime', at, 'lastUpdatedTime', at, 'contentHash', md5(n::text),
    'grandTotal', jsonb_build_object('minorUnits', 1000 + n % 9000, 'currency', 'EUR'),
    'lines', jsonb_build_array(jsonb_build_object('orderItemId', n::text, 'sku', 'SKU-' || n % 400, 'title', 'Voorbeeldproduct', 'quantityOrdered', 1))),
  CASE state WHEN 'done' THEN debtor_id END, CASE state WHEN 'done' THEN 1000 + n % 9000 END, 'EUR',
  CASE state WHEN 'done' THEN sales_order_id END, CASE state WHEN 'done' THEN n END, CASE state WHEN 'done' THEN 1000 + n % 9000 END, at, at, 'NL', at
FROM filled;

INSERT INTO sync_core.debtor (id, division, identity_hash, is_collective, state, account_id, contact_id, created_at)
SELECT DISTINCT ON (debtor_id) debtor_id, division, md5('buyer' || debtor_id), false, 'ready', debtor_id, debtor_id, at FROM filled WHERE state = 'done';

INSERT INTO sync_core.timeline_entry (connection_id, amazon_order_id, at, code, detail)
SELECT connection_id, amazon_order_id, at, code, '{}'::jsonb FROM filled CROSS JOIN unnest(ARRAY['seen', 'done']) AS code;

-- four hundred items a merchant, each with a listing, a stock row and an offer
INSERT INTO sync_core.item (id, division, source, code, state, wanted_by, exact_item_id, sales_vat_code, adopted, stock_was_seen, first_seen_at, released_at)
SELECT ('3' || lpad((c.division - 900000)::text, 7, '0') || '-0000-7000-8000-' || lpad(s::text, 12, '0'))::uuid, c.division, 'sku:SKU-' || s, 'SKU-' || s, 'ready', c.id,
  ('4' || lpad((c.division - 900000)::text, 7, '0') || '-0000-7000-8000-' || lpad(s::text, 12, '0'))::uuid, '2', false, true, now() - interval '1 year', now() - interval '1 year'
FROM sync_core.connection c CROSS JOIN generate_series(0, 399) AS s;

INSERT INTO sync_core.listing (connection_id, sku, marketplace_id, asin, listing, item_id, seen_at)
SELECT wanted_by, substr(source, 5), 'A1805IZSGTT6HS', 'B' || substr(md5(id::text), 1, 9), jsonb_build_object('sku', substr(source, 5), 'title', 'Voorbeeldproduct'), id, now()
FROM sync_core.item;

INSERT INTO sync_core.stock_position (division, exact_item_id, warehouse_id, current_stock, planning_out, "timestamp")
SELECT division, exact_item_id, '6f1c1d5e-9f3a-4f0e-8a56-000000000002', 10, 1, 1 FROM sync_core.item;

INSERT INTO sync_core.stock_offer (connection_id, sku, wanted_quantity, accepted_quantity, expected_quantity, accepted_at, computed_at, item_id)
SELECT wanted_by, substr(source, 5), 9, 9, 9, now(), now(), id FROM sync_core.item;

INSERT INTO sync_core.order_item (connection_id, amazon_order_id, part, item_id, quantity)
SELECT f.connection_id, f.amazon_order_id, f.n::text, ('3' || lpad((f.division - 900000)::text, 7, '0') || '-0000-7000-8000-' || lpad((f.n % 400)::text, 12, '0'))::uuid, 1
FROM filled f WHERE f.state = 'done';

-- a command for the debtor and one for the sales order of each, answered long ago
INSERT INTO sync_core.command (id, connection_id, "window", contract, body, priority, state, release, subject_kind, subject_id, correlation_id, created_at)
SELECT (k.prefix || '0000000-0000-7000-8000-' || lpad(f.n::text, 12, '0'))::uuid, f.connection_id, 'exact:' || f.division, k.contract, '{"division": 1}', 2, 'done', 1,
  k.kind, CASE k.kind WHEN 'debtor' THEN f.debtor_id::text ELSE f.connection_id || '/' || f.amazon_order_id END, f.amazon_order_id, f.at
FROM filled f CROSS JOIN (VALUES ('5', 'exact.debtor.ensure.v1', 'debtor'), ('6', 'exact.sales-order.create.v1', 'order')) AS k (prefix, contract, kind)
WHERE f.state = 'done';

INSERT INTO sync_core.inbox_message (consumer, message_id, handled_at)
SELECT 'book-answer', (k || '0000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, at FROM filled CROSS JOIN (VALUES ('5'), ('6')) AS of (k) WHERE at > now() - interval '35 days';

-- seven days of sent messages
INSERT INTO sync_core.outbox_message (message_id, type, exchange, connection_id, correlation_id, body, created_at, attempts, sent_at)
SELECT sales_order_id, 'exact.sales-order.create.v1', 'commands', connection_id, amazon_order_id, '{"division": 1}', now() - interval '7 days' * random(), 1, now() - interval '1 day' * random()
FROM filled WHERE n % 50 = 0;

INSERT INTO exact_gateway.attempt (division, kind, natural_key, attempt_no, unclear_count, state, lease_until, result, command, changed_at)
SELECT division, 'sales-order', amazon_order_id, 1, 0, 'done', at, jsonb_build_object('salesOrderId', sales_order_id), '{}'::jsonb, at FROM filled WHERE state = 'done'
UNION ALL
SELECT division, 'account', debtor_id::text, 1, 0, 'done', at, jsonb_build_object('accountId', debtor_id), '{}'::jsonb, at
FROM (SELECT DISTINCT ON (debtor_id) * FROM filled WHERE state = 'done') AS first;

INSERT INTO exact_gateway.command_answer (command_id, message_id, contract, body, connection_id, correlation_id, answered_at)
SELECT id, id, 'exact.sales-order.created.v1', '{"release": 1}', connection_id, correlation_id, created_at FROM sync_core.command;

INSERT INTO exact_gateway.quota (division, minute_limit, minute_remaining, minute_reset, day_limit, day_remaining, day_reset)
SELECT division, 60, 60, now(), 5000, 5000, now() FROM sync_core.connection;

INSERT INTO amazon_gateway.seen_order (connection_id, amazon_order_id, last_updated_time, content_hash)
SELECT connection_id, amazon_order_id, at, md5(n::text) FROM filled;

INSERT INTO amazon_gateway.known_listing (connection_id, marketplace_id, sku, content_hash, offer_hash, seen_at)
SELECT connection_id, marketplace_id, sku, decode(md5(sku), 'hex'), decode(md5(sku), 'hex'), now() FROM sync_core.listing;
