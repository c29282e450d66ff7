import type { SourceAnchorSetting } from '../domain/source-anchor.js';
import { anchorIsGuid } from '../domain/source-anchor.js';

/** True where the anchor is mS-DS-ConsistencyGuid, the one attribute that can take the bytes of an ImmutableID. */
export function takesConsistencyGuid(setting: SourceAnchorSetting): boolean {
  return setting.attribute.toLowerCase() === 'ms-ds-consistencyguid' && anchorIsGuid(setting);
}

/**
 * How a wrong anchor is repaired where the source anchor is another attribute than mS-DS-ConsistencyGuid: writing that one
 * would change nothing. The part of a finding that says so; empty where the words of the rule fit.
 */
export function anchorRemedy(setting: SourceAnchorSetting, first = ''): { readonly remedy?: string } {
  if (takesConsistencyGuid(setting)) return {};
  const { attribute } = setting;
  if (attribute.toLowerCase() === 'objectguid')
    return {
      remedy: `${first}The source anchor is objectGUID, which nobody can change: correct the ImmutableID in Entra, and Okta’s value, before the cutover.`,
    };
  return {
    remedy: `${first}The source anchor is ${attribute}: find out which of the two values is right, and correct ${attribute} on-premises, or the ImmutableID in Entra and Okta’s value, before the cutover.`,
  };
}

/** The value as a spreadsheet leaves it: 0004711 becomes 4711, 123456789012 becomes 1.23457E+11 (or 1,23457E+11). */
export function isMangledByExcel(value: string, original: string): boolean {
  if (!/^\d+$/.test(original) || value === original) return false;
  const digits = original.replace(/^0+(?=\d)/, '');
  if (value === digits) return true;
  const match = /^(\d)(?:[.,](\d+))?E\+(\d+)$/i.exec(value);
  if (match === null) return false;
  const [, first = '', rest = '', exponent = ''] = match;
  if (Number(exponent) !== digits.length - 1) return false;
  const shown = Number(`${first}.${rest}`);
  const exact = Number(`${digits[0]}.${digits.slice(1)}`);
  return Math.abs(shown - exact) <= 0.5 * 10 ** -rest.length + 1e-12;
}

/** What is said of such a value. */
export function mangledByExcel(attribute: string, value: string, original: string): string {
  return `${attribute} is ${value} in the evidence where Entra has ${original}: that is what Excel makes of such a number (leading zeros lost, scientific notation). Export again without opening the file in Excel; there is nothing to repair until then.`;
}
