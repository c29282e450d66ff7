// `npm run mutation:kernel`: Stryker does not know AssemblyScript, so the kernel is broken by hand, one break after the other, in
// a copy of what its tests need; each must make a test fail.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileKernel } from '../../build/compile-kernel.mjs';

/** A file of kernel/, a text that stands in it, and what takes its place. */
const breaks: readonly (readonly [file: string, text: string, instead: string])[] = [
  ['anchors.ts', 'load<u8>(at + 23) !== hyphen', 'false'],
  ['anchors.ts', '6, 4, 2, 0, 10, 8, 14, 12,', '6, 4, 2, 0, 8, 10, 14, 12,'],
  ['anchors.ts', 'i8x16.splat(6)));\n}', 'i8x16.splat(7)));\n}'],
  ['anchors.ts', 'if ((i32x4.extract_lane(endBytes, 1) & 0xffff) !== 0) return false;', ''],
  ['anchors.ts', 'if (load<u16>(at + 22) !== twoEqualsSigns) return false;', ''],
  ['anchors.ts', 'i8x16.splat(-15)', 'i8x16.splat(-14)'],
  ['anchors.ts', '14, 15, 16, 16, 17, 18, 19,', '14, 15, 16, 17, 16, 18, 19,'],
  ['row.ts', 'length > lengthMask', 'length > 256'],
  ['row.ts', 'i8x16.splat(0x7e - 0x21)', 'i8x16.splat(0x7f - 0x21)'],
  ['row.ts', 'case 0x4d:\n      return load<u8>(at + 9) === 0x2e;', 'case 0x4d:\n      return false;'],
  ['row.ts', 'length === 16 && i8x16.bitmask', 'length === 17 && i8x16.bitmask'],
  ['row.ts', '0x7265', '0x7266'],
  ['row.ts', 'if (load<u8>(at) === carriageReturn) at += 1;', ''],
  ['scan.ts', 'if (hasAnchor && !same(anchor, guid)) return false;', ''],
  ['scan.ts', 'if (i8x16.bitmask(guid) === 0) return false;', ''],
  ['scan.ts', 'lines < maximumLine', 'lines <= maximumLine'],
  ['scan.ts', 'next > end', 'false'],
  ['scan.ts', 'v128.and(v128.load(nameStart + whole), firstBytes(length - whole))', 'v128.load(nameStart + whole)'],
  ['buckets.ts', 'if (isShared(first)) return first << 10;', ''],
  ['buckets.ts', 'if (isShared(second)) return (first << 10) | (second << 5);', ''],
  ['buckets.ts', 'limitBeginning(last) <= beginning', 'limitBeginning(last) < beginning'],
  ['buckets.ts', 'load<i32>(limit)) > 0)', 'load<i32>(limit)) >= 0)'],
  ['records.ts', 'record + size > start + chunkBytes', 'record + size > start + chunkBytes + 16'],
  ['records.ts', 'store<i32>(start, taken);', ''],
  ['records.ts', 'if (to === full) return -1;', ''],
  ['records.ts', 'taken >= arenaChunks', 'taken >= arenaChunks + 2'],
  ['sort.ts', 'else markNamesakes(records, start + 1, index);', ''],
  ['sort.ts', '(key & 255) !== 0) sortPart', 'false) sortPart'],
  ['sort.ts', 'common + keyLetters);', 'common + keyLetters + 1);'],
  ['sort.ts', 'if (fromKeys === keys) return;', 'return;'],
  ['letters.ts', 'i8x16.splat(26)', 'i8x16.splat(25)'],
  ['letters.ts', 'return lengthA - lengthB;', 'return 0;'],
  ['slots.ts', 'if (mayBe(found, hash) && sameAnchor(taken, record)) return taken;', ''],
  ['slots.ts', '* 0.9', '* 1.0'],
  ['join.ts', 'if ((load<i32>(record + stateByte) & namesakeFlag) !== 0) continue;', ''],
  ['join.ts', 'if (nameLengthOf(record) !== length) return false;', ''],
  ['join.ts', 'wordAt(scratch + matchesScratch, index) !== 0) return false;', 'false) return false;'],
  ['join.ts', '(a & enabledFlag) !== 0 && (b & disabledFlag) !== 0', 'false'],
  ['join.ts', 'if (taken !== 0) clash(taken, record);', ''],
  ['join.ts', 'store<i32>(own + stateByte, a | otherCaseFlag);', ''],
  ['join.ts', 'setWord(scratch + hashesScratch, clean, wordAt(scratch + hashesScratch, index));', ''],
  ['lines.ts', 'if (!isClean(record)) continue;', ''],
  ['lines.ts', 'key, keyLength) > 0) break;', 'key, keyLength) >= 0) break;'],
  ['lines.ts', 'pair < to && at < full', 'pair < to'],
  ['pairs.ts', 'if (!readAnchor(text)) return 0;', 'readAnchor(text);'],
];

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kernel-breaks-'));

/** The tests of the kernel, and where they see nothing, those that compare it with the object path. */
function isSeen(): boolean {
  return ['test/kernel', 'test/pipeline/assess/compact'].some((tests) => {
    const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [vitest, 'run', '--project', 'fast', '--bail', '1', tests];
    // Whoever reads on without end is stopped, and noticed.
    return spawnSync(process.execPath, args, { cwd: folder, timeout: 120_000 }).status !== 0;
  });
}

const survivors: string[] = [];
try {
  for (const part of ['workshop', 'kernel', 'src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await compileKernel(folder, 'dist/kernel.wasm');
  if (isSeen()) throw new Error('the tests fail without any break');
  for (const [index, [file, text, instead]] of breaks.entries()) {
    const path = join(folder, 'kernel', file);
    const whole = readFileSync(path, 'utf8');
    if (!whole.includes(text))
      throw new Error(`kernel/${file} has no ${text}: bring workshop/campaigns/mutation/kernel-breaks.ts up to date`);
    writeFileSync(
      path,
      whole.replace(text, () => instead),
    );
    await compileKernel(folder, 'dist/kernel.wasm');
    const seen = isSeen();
    if (!seen) survivors.push(`kernel/${file}: ${text}`);
    process.stderr.write(`${index + 1} of ${breaks.length} ${seen ? 'seen' : 'NOT SEEN'} kernel/${file}\n`);
    writeFileSync(path, whole);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const survivor of survivors) process.stdout.write(`no test sees ${survivor}\n`);
process.stdout.write(`mutation:kernel: ${breaks.length} breaks, ${breaks.length - survivors.length} seen\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;
