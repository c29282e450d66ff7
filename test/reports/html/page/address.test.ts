import { describe, expect, it } from 'vitest';
import { addressOf, everything, viewOf } from '../../../../src/reports/html/page/address.js';

const anchor = 'o88w0gPv7E+MKZE2tYEeGA==';

describe('the address of a view', () => {
  it.each([
    { person: anchor },
    { person: "o'brien+x117#ext@corp.example" },
    { search: `a b ${anchor} 100% & c`, unit: 'OU=R+D \\+ Co,DC=corp,DC=example', page: 3 },
  ])('that the page writes leads back to it: %o', (change) => {
    const view = { ...everything, ...change };
    expect(viewOf(addressOf(view))).toEqual(view);
  });

  it('that somebody typed takes a + as it is', () => {
    expect(viewOf(`#person=${anchor}`)).toEqual({ ...everything, person: anchor });
    expect(viewOf(`#q=${anchor}`)).toEqual({ ...everything, search: anchor });
  });
});
