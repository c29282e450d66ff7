import { expect, it } from 'vitest';
import { linted } from './linted.js';

const pause = 'async function pause(): Promise<void> {}\n';

it.each([
  `${pause}export function leave(): void {\n  pause();\n}\n`,
  `${pause}export function leave(): void {\n  Promise.all([pause(), pause()]);\n}\n`,
  `${pause}export function leave(): void {\n  [1, 2].map(async () => pause());\n}\n`,
  `${pause}export async function leave(): Promise<void> {\n  pause().then(() => {});\n}\n`,
])('a promise that nobody waits for is refused: %s', (text) => {
  expect(linted(text)).toContain('noFloatingPromises');
});

it.each([
  `${pause}export async function leave(): Promise<void> {\n  await pause();\n}\n`,
  `${pause}export function leave(): void {\n  void pause();\n}\n`,
  `${pause}export function leave(): Promise<void> {\n  return pause();\n}\n`,
])('one that is awaited, given back or let go on purpose is not: %s', (text) => {
  expect(linted(text)).not.toContain('noFloatingPromises');
});
