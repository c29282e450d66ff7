// Our reading of the same file: every staged change as a record, one at a time.
import { scanPendingExports } from '../../../dist/evidence/connect-files.js';

let records = 0;
const source = await scanPendingExports(process.argv[2], () => {
  records += 1;
});
if (source.issues.length > 0 || records === 0) throw new Error(JSON.stringify(source.issues[0] ?? 'no record'));
process.stdout.write(`${records}\n`);
