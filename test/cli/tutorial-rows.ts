import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './run-cli.js';

const page = readFileSync(join(repository, 'docs/tutorial-map.md'), 'utf8');
/** The cells of each line of the tutorial's road with Entra Connect: step, command, what it shows. */
export const tutorialRows = (page.split('## With Entra Connect')[1]?.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (---|step)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
