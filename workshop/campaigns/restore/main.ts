import { parseArgs } from 'node:util';
import { drill } from './drill.js';

// `npm run restore:drill [-- --people N]`: something is taken from people on the stand-ins, and had back by the backup.
const { values } = parseArgs({ options: { people: { type: 'string', default: '300' } } });
const { people, harmed, requests, plans, backupBytes, keepSeconds, restoreSeconds, wrongs } = await drill(
  Number(values.people),
);
for (const wrong of wrongs) process.stderr.write(`${wrong}\n`);
process.stdout.write(
  `restore: ${people} people, kept in ${keepSeconds.toFixed(1)} s (${Math.round(backupBytes / people)} bytes each); ${harmed} harmed, had back in ${restoreSeconds.toFixed(1)} s by ${requests} requests of ${plans} plans; ${wrongs.length} wrong\n`,
);
process.exitCode = wrongs.length === 0 ? 0 : 1;
