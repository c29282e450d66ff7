// DuckDB on two threads makes the same table as --identities of the tutorial’s columns, sorted the same way, with outcome and diagnosis.
import { DuckDBInstance } from '@duckdb/node-api';

const [onPrem, entra, output] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const csv = (path, columns) =>
  `read_csv('${path}', header = true, delim = ',', quote = '"', columns = {${columns.map((name) => `'${name}': 'VARCHAR'`).join(', ')}})`;
const here = csv(onPrem, ['UserPrincipalName', 'Name', 'objectGUID', 'ImmutableID']);
const there = csv(entra, ['UserPrincipalName', 'objectGUID', 'ImmutableID']);

// One equality for each join, everything else in CASE: more predicates in ON made it run for minutes.
const bytes = 'g[7:8] || g[5:6] || g[3:4] || g[1:2] || g[11:12] || g[9:10] || g[15:16] || g[13:14] || g[17:32]';
await connection.run(`COPY (
  WITH a AS (
    SELECT *, to_base64(unhex(hex)) AS anchor FROM (
      SELECT *, ${bytes} AS hex FROM (
        SELECT UserPrincipalName AS upn, lower(UserPrincipalName) AS u, lower(objectGUID) AS guid,
               replace(lower(objectGUID), '-', '') AS g FROM ${here}))),
  b AS (SELECT UserPrincipalName AS upn, lower(UserPrincipalName) AS u, nullif(ImmutableID, '') AS id FROM ${there}),
  joined AS (
    SELECT a.*, h.upn AS h_upn, h.u AS h_u, h.id AS h_id, c.upn AS c_upn, c.u AS c_u, c.id AS c_id
    FROM a LEFT JOIN b h ON h.id = a.anchor LEFT JOIN b c ON c.u = a.u),
  judged AS (
    SELECT *, CASE WHEN h_id IS NOT NULL AND c_u IS NOT NULL AND h_u <> c_u THEN 'anchorHeldByAnother'
                   WHEN h_id IS NOT NULL THEN 'hardMatch' WHEN c_u IS NULL THEN 'onPremOnly'
                   WHEN c_id IS NULL THEN 'softMatch' ELSE 'anchorMismatch' END AS outcome FROM joined),
  everybody AS (
    SELECT outcome, upn AS userPrincipalName,
           CASE WHEN outcome = 'hardMatch' THEN h_upn ELSE c_upn END AS entraUserPrincipalName,
           guid AS objectGuid, anchor AS sourceAnchor,
           CASE WHEN outcome = 'hardMatch' THEN h_id ELSE c_id END AS immutableId,
           CASE WHEN outcome <> 'anchorMismatch' THEN NULL WHEN c_id = to_base64(unhex(g)) THEN 'byte-order-swapped'
                WHEN lower(c_id) = guid OR c_id = to_base64(guid::BLOB) THEN 'guid-text-encoded'
                WHEN lower(c_id) = lower(hex) THEN 'hex-encoded'
                WHEN lower(c_id) = lower(anchor) THEN 'case-folded'
                WHEN regexp_full_match(c_id, '00u[0-9A-Za-z]{17}') THEN 'okta-user-id'
                WHEN lower(c_id) = u THEN 'attribute:userPrincipalName' ELSE 'unknown' END AS diagnosis FROM judged
    UNION ALL
    SELECT 'entraOnly', NULL, b.upn, NULL, NULL, b.id, NULL
    FROM b ANTI JOIN a ON a.anchor = b.id WHERE NOT EXISTS (SELECT 1 FROM a WHERE a.u = b.u))
  SELECT * FROM everybody
  ORDER BY lower(userPrincipalName) NULLS LAST, lower(entraUserPrincipalName) NULLS LAST, objectGuid, immutableId
) TO '${output}' (FORMAT json)`);
