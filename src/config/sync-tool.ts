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

/** What the sync tool needs, and what can't be had with it. */
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

/** Entra Connect provisions nobody on demand, and its scope is set in its wizard. Cloud sync stages nothing to count. */
function onlyForAnother(values: Values, tool: keyof typeof needs): readonly Contradiction[] {
  const [keys, owner] = {
    cloudSync: [['cutover:budget'], 'Entra Connect'] as const,
    connect: [['cutover:pilot', 'cutover:waves', 'cutover:wave'], 'cloud sync'] as const,
  }[tool];
  return keys
    .filter((key) => values[key] !== undefined)
    .map((key) => ({ path: [key], message: `only ${owner} has this; leave it out with syncTool ${tool}` }));
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
