// Takes the pictures of docs/images again (`npm run pictures`) with the system's browser (the comment's sign needs
// a font of emoji, such as fonts-noto-color-emoji), and writes down what they show:
// test/documentation/pictures.system.test.ts fails when that has changed since.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openBrowser } from '../../browser/chromium.js';
import { withPalette } from './palette.js';
import { pictures } from './pictures.js';
import { isLarge, reportsOf } from './report-states.js';
import { subjectIn, subjects } from './subjects.js';

const images = fileURLToPath(new URL('../../../docs/images', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const browser = await openBrowser();
if (browser === undefined) process.exit(1);
mkdirSync(images, { recursive: true });
for (const name of readdirSync(images)) rmSync(join(images, name));
const shown: Record<string, string> = {};
for (const subject of subjects) {
  const { page: compared, hash } = subjectIn(subject, folder);
  shown[subject] = hash;
  // What is compared of a large organization has few people; the pictures show it with everybody.
  const { href } = pathToFileURL(isLarge(subject) ? reportsOf(subject, join(folder, subject)).html : compared);
  for (const picture of pictures.filter((each) => each.subject === subject)) {
    const { width, height, dark, print, from, file } = picture;
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    if (print) await page.emulateMedia({ media: 'print' });
    await page.goto(picture.address === undefined ? href : `${href}#${picture.address}`);
    if (print) await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    if (from !== undefined) await page.evaluate(`document.querySelector('${from}').scrollIntoView()`);
    writeFileSync(join(images, file), withPalette(await page.screenshot()));
    await page.close();
  }
}
await browser.close();
rmSync(folder, { recursive: true });
writeFileSync(join(images, 'shown.json'), `${JSON.stringify(shown, null, 2)}\n`);
