import type { Contradiction } from './contradiction.js';
import { connectSchema } from './cutover-schema.js';
import { type KeyPath, valueAt } from './key-path.js';
import { isPlaceholder } from './placeholders.js';
import { cloudSyncSchema } from './schema.js';

type Values = Readonly<Record<string, unknown>>;

const needs = {
  cloudSync: { key: 'cutover:cloudSync', keys: Object.keys(cloudSyncSchema.shape) },
  connect: { key: 'cutover:connect', keys: Object.keys(connectSchema.shape) },
} as const;

/** What the sync tool needs, and what it does not allow. */
export function toolContradictions(values: Values): readonly Contradiction[] {
  const { 'cutover:syncTool': tool = 'cloudSync' } = values;
  if (tool !== 'cloudSync' && tool !== 'connect') return [];
  return [...missingSection(values, tool), ...onlyForAnother(values, tool), ...waveExists(values)];
}

function missingSection(values: Values, tool: keyof typeof needs): readonly Contradiction[] {
  const { key, keys } = needs[tool];
  if (values[key] !== undefined) return [];
  return [{ path: [key], message: `missing; expected a mapping with the keys ${keys.join(', ')}` }];
}

/** Cloud sync stages nothing to count. Entra Connect provisions nobody on demand: its pilot is whom the first wave takes. */
function onlyForAnother(values: Values, tool: keyof typeof needs): readonly Contradiction[] {
  const { 'cutover:budget': budget, 'cutover:pilot': pilot, 'cutover:waves': waves } = values;
  if (tool === 'cloudSync' && budget !== undefined)
    return [{ path: ['cutover:budget'], message: 'only Entra Connect has this; leave it out with syncTool cloudSync' }];
  if (tool === 'connect' && pilot !== undefined && !(Array.isArray(waves) && waves.length > 1)) {
    const message =
      'with Entra Connect a pilot is the first of two waves or more; give cutover:waves too, the units of the pilot first';
    return [{ path: ['cutover:pilot'], message }];
  }
  return [];
}

function waveExists(values: Values): readonly Contradiction[] {
  const path: KeyPath = ['cutover:wave'];
  const wave = valueAt(values, path);
  if (wave === undefined || isPlaceholder(wave) || !/^[1-9]\d?$/.test(String(wave))) return [];
  const { 'cutover:waves': waves } = values;
  const count = Array.isArray(waves) ? waves.length : 1;
  if (Number(wave) <= count) return [];
  return [{ path, message: `found ${String(wave)}; expected at most ${count}, as many as cutover:waves has` }];
}
