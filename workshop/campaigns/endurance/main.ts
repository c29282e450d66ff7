import { parseArgs } from 'node:util';
import { table, writeFigures } from '../faults/reliability-page.js';
import { endure } from './year.js';

// `npm run endurance [-- --nights N]`: a year of nightly runs by default, in one process, with the time of day compressed.
const { values } = parseArgs({ options: { nights: { type: 'string', default: '366' } } });
const nights = Number(values.nights);
const began = performance.now();
const endured = await endure(nights, (line) => process.stderr.write(`${line}\n`));
const whole = nights >= 365;
const wrongs = [
  ...endured.wrongs,
  ...(whole && endured.offsets < 2 ? ['the zone never changed to or from summer time'] : []),
];
for (const wrong of wrongs) process.stderr.write(`${wrong}\n`);

const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
if (whole && wrongs.length === 0) {
  const rows: (readonly [string, string | number])[] = [
    ['nights', nights],
    ['verdicts other than the one that was due', 0],
    ['requests answered', endured.requests],
    ['of them refused with 429, and waited for', endured.throttled],
    ['of them refused because the token had ended, and renewed', endured.expired],
    ['collections killed in the middle and started again', endured.restarts],
    ['updates that were run again', endured.updatesAgain],
    ['times the machine’s clock was set; changes of summer time', `${endured.clockChanges}; 2`],
    ['moves (cutover, or rollback and cutover)', endured.moves],
    ['writes, and journal entries (bound: two a write)', `${endured.writes}, ${endured.entries}`],
    ['journal', kilobytes(endured.journalBytes)],
    [
      'state, at first and at most (bound: 1.2 times)',
      `${kilobytes(endured.firstStateBytes)}, ${kilobytes(endured.mostStateBytes)}`,
    ],
    ['evidence file, last to first (bound: 1.2)', endured.evidenceGrowth.toFixed(2)],
    ['heap after the first four weeks (bound: 64 MB more)', `${endured.heapGrowthMegabytes.toFixed(0)} MB more`],
  ];
  writeFigures('endurance', `${table(['', ''], rows)}`);
}
process.stdout.write(
  `endurance: ${nights} nights, ${endured.requests} requests, ${endured.throttled} throttled, ${endured.expired} tokens ended, ${endured.restarts} restarts, ${endured.clockChanges} clock changes, ${endured.offsets} offsets of the zone, ${endured.moves} moves, ${endured.entries} journal entries (${kilobytes(endured.journalBytes)}), state ${kilobytes(endured.mostStateBytes)}, heap ${endured.heapGrowthMegabytes.toFixed(0)} MB more, ${wrongs.length} wrong; ${Math.round((performance.now() - began) / 1000)} s\n`,
);
process.exitCode = wrongs.length === 0 ? 0 : 1;
