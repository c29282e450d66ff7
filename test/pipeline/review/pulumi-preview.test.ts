import { describe, expect, it } from 'vitest';
import { parsePulumiPreview } from '../../../src/pipeline/review/pulumi-preview.js';

const urn = (type: string, name: string) =>
  `urn:pulumi:prod::p::entra-cutover:index:EnvironmentCutover$${type}::${name}`;
const error = (message: string) => ({ severity: 'error', message });

describe('what a preview said', () => {
  it('is its changes, sorted, and its errors, each once', () => {
    const text = JSON.stringify({
      steps: [
        { op: 'same', urn: urn('a:b:Same', 'same') },
        { op: 'update', urn: urn('a:b:Phase', 'phase'), diffReasons: ['phase'] },
        { op: 'create', urn: urn('a:b:Job', 'job') },
      ],
      diagnostics: [
        { severity: 'warning', message: 'a warning' },
        error('<{%fg 1%}>error: <{%reset%}>bob is wrong\n'),
        error('error: bob is wrong'),
      ],
    });
    expect(parsePulumiPreview(text)).toEqual({
      changes: [
        { operation: 'create', type: 'a:b:Job', name: 'job', properties: [] },
        { operation: 'update', type: 'a:b:Phase', name: 'phase', properties: ['phase'] },
      ],
      errors: ['error: bob is wrong'],
    });
  });

  it('is also what the last update asked for, where a resource of ours waits', () => {
    const step = (next: unknown) => ({ op: 'update', urn: urn('a:b:C', 'c'), oldState: { outputs: { next } } });
    const asked = (...steps: object[]) => parsePulumiPreview(JSON.stringify({ steps })).next;
    expect(asked(step(null), step('Do it.'))).toBe('Do it.');
    expect(asked(step(null), { op: 'create', urn: urn('a:b:C', 'c') }, step({ secret: true }))).toBeUndefined();
  });

  it('says what a refusal demands, and nothing that only looks like it', () => {
    const warning = (message: string) => ({ severity: 'warning', message });
    const said = [
      warning('Waiting: Next: no'),
      warning('<{%fg 3%}>warning: <{%reset%}>Next: Here: do it<{%reset%}>\n'),
    ];
    expect(parsePulumiPreview(JSON.stringify({ diagnostics: said })).demanded).toBe('Here: do it');
    expect(parsePulumiPreview(JSON.stringify({ diagnostics: said.slice(0, 1) })).demanded).toBeUndefined();
  });

  it('a plugin that ended a moment before the engine is not an error of the preview', () => {
    const message =
      'Detected that /plugins/resource-okta-v7.0.0/pulumi-resource-okta exited prematurely. \n   This is *always* a bug';
    expect(parsePulumiPreview(JSON.stringify({ diagnostics: [error(`error: ${message}`)] })).errors).toEqual([]);
  });

  it('anything else than the CLI’s document is an error, never an empty plan', () => {
    for (const text of ['', 'error: no stack named prod', '[]'])
      expect(parsePulumiPreview(text).errors).toHaveLength(1);
  });
});
