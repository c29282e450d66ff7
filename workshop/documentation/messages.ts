// Lists every message that a user can see, to be read as a whole: `npm run messages`, or those that match a pattern:
// `npm run messages -- "of 1 "`. With `--comments` or `--pages` it lists those instead.
import { comments, messages, pages } from './prose.js';

const [first = '', second = ''] = process.argv.slice(2);
const pattern = new RegExp(first.startsWith('--') ? second : first, 'iu');
const listed = first === '--comments' ? comments() : first === '--pages' ? pages() : messages();
for (const { at, text } of listed.filter((prose) => pattern.test(prose.text))) {
  process.stdout.write(`${at}: ${text.trim().replace(/\s*\n\s*/g, ' ⏎ ')}\n`);
}
