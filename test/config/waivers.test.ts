import { describe, expect, it } from 'vitest';
import { parseWaivers } from '../../src/config/waivers.js';
import { UserError } from '../../src/domain/errors.js';

const waiver = (expires: string, reason = 'married'): string =>
  `waivers:\n  - { rule: upn-changed, subjects: [a@corp.example], reason: ${reason}, owner: it, expires: ${expires} }\n`;

// What fuzzing found.
describe('a malformed waiver file', () => {
  it.each(['2026-1', '2026-13-01', '2026-02-30', '"soon"'])('with the date %s is refused in a sentence', (expires) => {
    expect(() => parseWaivers(waiver(expires), 'waivers.yaml')).toThrow(UserError);
  });

  it('that the YAML library only doubts is refused too, and nothing of it is printed', () => {
    expect(() => parseWaivers(waiver('2026-12-31', '!arried'), 'waivers.yaml')).toThrow(
      /no valid YAML.*Unresolved tag/,
    );
    expect(parseWaivers(waiver('2026-12-31'), 'waivers.yaml').waivers).toHaveLength(1);
  });
});
