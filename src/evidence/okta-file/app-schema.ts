import type { OktaApp } from '../../domain/okta.js';
import { jsonObject } from '../json-document.js';

/** How an app's profile calls what we look for; left out where its schema has no such attribute (OKTA-14). */
export interface AppSchema {
  readonly immutableId?: string;
  readonly licenses?: string;
  readonly roles?: string;
}

const looked: Readonly<Record<keyof AppSchema, RegExp>> = {
  immutableId: /^(onpremises|source)?immutableid$/,
  licenses: /^licen[cs]es?$/,
  roles: /^(admin)?roles?$/,
};

/**
 * The attributes of an app profile by name or title, letter case and spaces aside: Okta documents no key for them (facts
 * 4.5, unconfirmed), so the schema is asked. Takes the answer of `GET /api/v1/meta/schemas/apps/{appId}/default`.
 */
export function readAppSchema(schema: unknown): AppSchema {
  const found: { -readonly [Key in keyof AppSchema]: string } = {};
  const definitions = jsonObject(jsonObject(schema)?.get('definitions'));
  for (const definition of definitions?.values() ?? []) {
    for (const [name, attribute] of jsonObject(jsonObject(definition)?.get('properties')) ?? []) {
      const spellings = [name, textOf(jsonObject(attribute)?.get('title'))].map(canonical);
      for (const key of Object.keys(looked) as (keyof AppSchema)[]) {
        if (found[key] === undefined && spellings.some((spelling) => looked[key].test(spelling))) found[key] = name;
      }
    }
  }
  return found;
}

/**
 * What an assignment gives by its profile: Okta has no switch to ask for. Left out is that for which the app's profile has no
 * attribute.
 */
export function managedBy(
  profile: ReadonlyMap<string, unknown> | undefined,
  { licenses, roles }: AppSchema,
): Pick<OktaApp, 'licenseManagement' | 'roleManagement'> {
  return {
    ...(licenses !== undefined && { licenseManagement: holds(profile?.get(licenses)) }),
    ...(roles !== undefined && { roleManagement: holds(profile?.get(roles)) }),
  };
}

function holds(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value !== '';
}

/** True for a name or a title by which one of them is found. */
export function isProfileName(name: string): boolean {
  return Object.values(looked).some((pattern) => pattern.test(canonical(name)));
}

function canonical(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}

/** Those of an app profile's names that can mean nothing but the ImmutableID. */
export function immutableIdNames(names: Iterable<string>): string[] {
  return [...names].filter((name) => looked.immutableId.test(canonical(name)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
