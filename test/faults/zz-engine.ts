import fc from 'fast-check';
import { killEngine } from './matrix.js';
import { sequence, walk } from './model.js';
import { setStage, withEngine } from './stage.js';

const stage = withEngine(await setStage((l) => console.log(l)));
const t = () => `${Math.round(process.uptime())} s`;
console.log('recorded', t());
for (const at of [3, 60, 120, 170, 200, 230])
  console.log(JSON.stringify(await killEngine(stage, { from: 'stage', to: 'cutover' }, at)), t());
for (const at of [20, 90])
  console.log(JSON.stringify(await killEngine(stage, { from: 'widened', to: 'rollback' }, at)), t());
for (const one of fc.sample(sequence, { seed: 7, numRuns: 4 }))
  console.log(JSON.stringify(one), JSON.stringify(await walk(stage, one)), t());
await stage.stop();
process.exit(0);
