// What one writes first: csv-parse, an object for each row, Maps by anchor and by name.

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { parse } from 'csv-parse';

const [onPrem, entra, output] = process.argv.slice(2);
const rowsOf = (path) => createReadStream(path).pipe(parse({ columns: true, bom: true }));
const byId = new Map();
const byName = new Map();
for await (const row of rowsOf(entra)) {
  byId.set(row.ImmutableID, row);
  byName.set(row.UserPrincipalName.toLowerCase(), row);
}
const anchorOf = (guid) => {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes.toString('base64');
};
const lines = [];
for await (const row of rowsOf(onPrem)) {
  const sourceAnchor = anchorOf(row.objectGUID);
  const holder = byId.get(sourceAnchor);
  const twin = holder ?? byName.get(row.UserPrincipalName.toLowerCase());
  const outcome = holder
    ? 'hardMatch'
    : twin === undefined
      ? 'onPremOnly'
      : twin.ImmutableID
        ? 'anchorMismatch'
        : 'softMatch';
  lines.push({ name: row.UserPrincipalName.toLowerCase(), outcome, row, sourceAnchor, twin });
}
lines.sort((a, b) => (a.name < b.name ? -1 : 1));
const file = createWriteStream(output);
for (const { outcome, row, sourceAnchor, twin } of lines) {
  const line = {
    outcome,
    userPrincipalName: row.UserPrincipalName,
    entraUserPrincipalName: twin?.UserPrincipalName,
    objectGuid: row.objectGUID,
    sourceAnchor,
    immutableId: twin?.ImmutableID,
  };
  if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain');
}
file.end();
await once(file, 'finish');
