// The tutorial’s comparison: for each on-premises user, look through all of Entra’s for the same ImmutableID. Prints the
// milliseconds of the comparison alone, over the first rows of the files.
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

const [onPrem, entra, rows] = process.argv.slice(2);
async function firstRows(path) {
  const found = [];
  for await (const row of createReadStream(path).pipe(parse({ columns: true, to: Number(rows) }))) found.push(row);
  return found;
}
const here = await firstRows(onPrem);
const there = await firstRows(entra);
const start = performance.now();
let matches = 0;
for (const user of here) for (const account of there) if (user.ImmutableID === account.ImmutableID) matches += 1;
process.stdout.write(`${performance.now() - start} ${matches}\n`);
