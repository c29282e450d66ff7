// The questions of everyday exports in SQL: outcome by anchor, SID, UPN, primary address and account name; shared anchors, names and
// addresses; account state; lost addresses. One line for each identity, sorted as --identities sorts them.
import { DuckDBInstance } from '@duckdb/node-api';

const [onPrem, entra, output] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const csv = (path) => `read_csv('${path}', header = true, delim = ',', quote = '"', escape = '"', all_varchar = true)`;
const bytes = 'g[7:8] || g[5:6] || g[3:4] || g[1:2] || g[11:12] || g[9:10] || g[15:16] || g[13:14] || g[17:32]';
const smtp = (column) =>
  `list_transform(list_filter(string_split(coalesce(${column}, ''), ';'), x -> lower(x[1:5]) = 'smtp:'), x -> lower(x[6:]))`;
const primary = (list, mail) =>
  `lower(coalesce(nullif(regexp_extract(${list}, 'SMTP:([^;]+)', 1), ''), nullif(${mail}, '')))`;
// What is shared is counted before it is joined: a join of shared keys multiplies rows.
const by = (key) =>
  `SELECT ${key} AS k, count(*) AS n, min(oid) AS oid FROM b WHERE ${key} IS NOT NULL GROUP BY ${key}`;

await connection.run(`CREATE TEMP TABLE a AS
  SELECT *, to_base64(unhex(${bytes})) AS anchor FROM (
    SELECT UserPrincipalName AS upn, lower(UserPrincipalName) AS u, lower(objectGUID) AS guid, replace(lower(objectGUID), '-', '') AS g,
           nullif(lower(sAMAccountName), '') AS account, nullif(objectSid, '') AS sid, Enabled AS enabled, nullif(lower(mail), '') AS mail,
           ${primary('proxyAddresses', 'mail')} AS prim, ${smtp('proxyAddresses')} AS addresses
    FROM ${csv(onPrem)})`);
await connection.run(`CREATE TEMP TABLE b AS
  SELECT lower(Id) AS oid, UserPrincipalName AS upn, lower(UserPrincipalName) AS u, nullif(OnPremisesImmutableId, '') AS id,
         nullif(OnPremisesSecurityIdentifier, '') AS sid, nullif(lower(OnPremisesSamAccountName), '') AS account, AccountEnabled AS enabled,
         nullif(lower(Mail), '') AS mail, ${primary('ProxyAddresses', 'Mail')} AS prim, ${smtp('ProxyAddresses')} AS addresses
  FROM ${csv(entra)}`);
await connection.run(`COPY (
  WITH keyed AS (
    SELECT a.*, h.n AS h_n, h.oid AS h_oid, s.oid AS s_oid, c.oid AS u_oid, p.oid AS p_oid, q.oid AS q_oid,
           count(*) OVER (PARTITION BY a.anchor) AS sharers
    FROM a LEFT JOIN (${by('id')}) h ON h.k = a.anchor LEFT JOIN (${by('sid')}) s ON s.k = a.sid LEFT JOIN (${by('u')}) c ON c.k = a.u
      LEFT JOIN (${by('prim')}) p ON p.k = a.prim LEFT JOIN (SELECT * FROM (${by('account')}) WHERE n = 1) q ON q.k = a.account),
  pointed AS (
    SELECT *, list_distinct(list_filter([s_oid, u_oid, p_oid, q_oid], x -> x IS NOT NULL)) AS people,
           list_filter([s_oid, u_oid, p_oid], x -> x IS NOT NULL AND x <> h_oid) AS elsewhere FROM keyed),
  first AS (
    SELECT pointed.*, CASE WHEN account IS NULL THEN 'excluded' WHEN sharers > 1 OR h_n > 1 THEN 'ambiguous'
      WHEN h_oid IS NOT NULL AND s_oid = h_oid THEN 'hardMatch' WHEN len(people) > 1 THEN 'ambiguous'
      WHEN h_oid IS NOT NULL AND len(elsewhere) > 0 THEN 'anchorHeldByAnother' WHEN h_oid IS NOT NULL THEN 'hardMatch'
      WHEN len(people) = 0 THEN 'onPremOnly' END AS decided FROM pointed),
  owned AS (SELECT DISTINCT h_oid AS oid FROM first WHERE decided = 'hardMatch'),
  asked AS (SELECT *, CASE WHEN decided = 'hardMatch' THEN h_oid ELSE people[1] END AS pair FROM first),
  second AS (
    SELECT asked.*, e.upn AS e_upn, e.oid AS e_oid, e.id AS e_id, e.enabled AS e_enabled, e.prim AS e_prim, e.addresses AS e_addresses,
      coalesce(decided, CASE WHEN owned.oid IS NOT NULL OR held.n > 1 THEN 'ambiguous' WHEN e.id IS NOT NULL THEN 'anchorMismatch'
      WHEN u_oid IS NOT NULL OR p_oid IS NOT NULL THEN 'softMatch' ELSE 'onPremOnly' END) AS outcome
    FROM asked LEFT JOIN b e ON e.oid = asked.pair LEFT JOIN owned ON owned.oid = asked.pair LEFT JOIN (${by('id')}) held ON held.k = e.id),
  claimed AS (SELECT DISTINCT pair AS oid FROM second WHERE outcome NOT IN ('excluded', 'hardMatch') AND pair IS NOT NULL),
  anchors AS (SELECT DISTINCT anchor AS id FROM second WHERE outcome <> 'excluded'),
  shared AS (
    SELECT address FROM (
      SELECT DISTINCT guid, unnest(list_distinct(list_concat(addresses, list_filter([u, mail], x -> x IS NOT NULL)))) AS address FROM a)
    GROUP BY address HAVING count(*) > 1),
  conflicts AS (SELECT DISTINCT guid FROM (SELECT guid, unnest(list_concat(addresses, [u])) AS address FROM a) SEMI JOIN shared USING (address)),
  everybody AS (
    SELECT outcome, upn AS userPrincipalName, e_upn AS entraUserPrincipalName, second.guid AS objectGuid, e_oid AS entraObjectId,
           anchor AS sourceAnchor, e_id AS immutableId, sharers > 1 OR h_n > 1 AS sharedAnchor, conflicts.guid IS NOT NULL AS sharedAddress,
           matched AND enabled <> e_enabled AS otherState, matched AND prim <> e_prim AS otherPrimary,
           CASE WHEN matched THEN list_filter(e_addresses, x -> NOT list_contains(addresses, x) AND x <> u
             AND NOT ends_with(x, '.onmicrosoft.com')) END AS lost
    FROM (SELECT *, outcome IN ('hardMatch', 'softMatch', 'anchorMismatch') AS matched FROM second) second
      LEFT JOIN conflicts ON conflicts.guid = second.guid
    UNION ALL
    SELECT 'entraOnly', NULL, upn, NULL, b.oid, NULL, b.id, false, false, false, false, NULL
    FROM b LEFT JOIN claimed ON claimed.oid = b.oid LEFT JOIN anchors ON anchors.id = b.id
    WHERE claimed.oid IS NULL AND anchors.id IS NULL)
  SELECT * FROM everybody
  ORDER BY lower(userPrincipalName) NULLS LAST, lower(entraUserPrincipalName) NULLS LAST, objectGuid, entraObjectId, immutableId
) TO '${output}' (FORMAT json)`);
