import { expect } from 'vitest';
import { type Finding, type Outcome, severities } from '../../src/domain/assessment.js';
import { encodeBase64 } from '../../src/domain/base64.js';
import type { Evidence, EvidenceSource } from '../../src/domain/evidence.js';
import { guidToBytes } from '../../src/domain/guid.js';
import type { EntraObject, ObjectType, OnPremObject } from '../../src/domain/objects.js';
import type { EntraRecord, ServiceFact } from '../../src/domain/service.js';
import { defaultSourceAnchor, parseSourceAnchor, type SourceAnchorSetting } from '../../src/domain/source-anchor.js';
import { type GateSettings, type Judgement, judge } from '../../src/gate/decide.js';
import type { Identity } from '../../src/validation/identity.js';
import {
  type DatedPopulation,
  type EvidenceSet,
  populate,
  type ValidationSettings,
} from '../../src/validation/population.js';

/** Any field may be taken away by setting it to undefined. */
type Overrides<Item> = { [Field in keyof Item]?: Item[Field] | undefined };
type OnPremOverrides = Overrides<Omit<OnPremObject, 'attributes'>> & { attributes?: Record<string, string> };
type EntraOverrides = Overrides<EntraObject>;

type UnplacedFact = ServiceFact extends infer Fact ? (Fact extends ServiceFact ? Omit<Fact, 'at'> : never) : never;

/** A GUID that only depends on the number. */
export function guid(number: number): string {
  const hex = (number * 2654435761 + 1).toString(16).padStart(12, '0').slice(-12);
  return `0a1b2c3d-4e5f-6071-8293-${hex}`;
}

/** The source anchor of the GUID: Base64 of its .NET bytes. */
export function anchor(number: number): string {
  return encodeBase64(guidToBytes(guid(number)));
}

/** An organization under construction: healthy people unless told otherwise. */
export class Organisation {
  readonly #onPrem: OnPremObject[] = [];
  readonly #entra: EntraObject[] = [];
  readonly #facts: ServiceFact[] = [];
  #onPremSource: Partial<EvidenceSource> = {};
  #entraSource: Partial<EvidenceSource> = {};
  #more: Partial<EvidenceSet> = {};

  /** Somebody on both sides, matched by anchor; either side can be changed or left out. */
  person(
    number: number,
    name: string,
    change: { onPrem?: OnPremOverrides | null; entra?: EntraOverrides | null } = {},
  ): this {
    if (change.onPrem !== null) this.onPrem(number, name, change.onPrem);
    if (change.entra !== null) this.entra(number, name, change.entra);
    return this;
  }

  onPrem(number: number, name: string, change: OnPremOverrides = {}): this {
    const { attributes, ...fields } = change;
    this.#onPrem.push(
      known<OnPremObject>({
        objectType: 'user',
        at: { origin: 'OnPremIDs.csv', line: this.#onPrem.length + 2 },
        userPrincipalName: `${name}@corp.example`,
        name,
        objectGuid: guid(number),
        ...fields,
        attributes: new Map(Object.entries(attributes ?? {})),
      }),
    );
    return this;
  }

  entra(number: number, name: string, change: EntraOverrides = {}): this {
    this.#entra.push(
      known<EntraObject>({
        objectType: 'user',
        at: { origin: 'AzureADSyncedIDS.csv', line: this.#entra.length + 2 },
        entraObjectId: `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
        userPrincipalName: `${name}@corp.example`,
        immutableId: anchor(number),
        synced: true,
        ...change,
      }),
    );
    return this;
  }

  /** A group, contact or device: it has no UPN, and Graph shows no ImmutableID of it. A side that is left out has none. */
  object(
    objectType: Exclude<ObjectType, 'user'>,
    name: string,
    { onPrem, entra }: { onPrem?: OnPremOverrides; entra?: EntraOverrides },
  ): this {
    if (onPrem) this.onPrem(0, name, { objectType, userPrincipalName: undefined, objectGuid: undefined, ...onPrem });
    if (entra) {
      const own = { objectType, displayName: name, userPrincipalName: undefined, immutableId: undefined };
      this.entra(0, name, { ...own, entraObjectId: `id-of-${name}`, ...entra });
    }
    return this;
  }

  /** What the tenant says about itself. */
  facts(...facts: readonly UnplacedFact[]): this {
    this.#facts.push(...facts.map((fact) => ({ at: { origin: 'AzureADSyncedIDS.csv', line: 1 }, ...fact })));
    return this;
  }

  /** Changes what the evidence says about itself. */
  sources(change: { onPrem?: Partial<EvidenceSource>; entra?: Partial<EvidenceSource> }): this {
    this.#onPremSource = { ...this.#onPremSource, ...change.onPrem };
    this.#entraSource = { ...this.#entraSource, ...change.entra };
    return this;
  }

  /** Adds evidence of another kind. */
  with(more: Partial<EvidenceSet>): this {
    this.#more = { ...this.#more, ...more };
    return this;
  }

  /** What the tenant’s file holds so far: to put other files next to it. */
  entraEvidence(): Evidence<EntraRecord> {
    return {
      source: { ...source('entra', 'AzureADSyncedIDS.csv', this.#entra), ...this.#entraSource },
      records: [...this.#entra, ...this.#facts],
    };
  }

  populate(settings: Partial<ValidationSettings> = {}): DatedPopulation {
    const onPrem: Evidence<OnPremObject> = {
      source: { ...source('onPrem', 'OnPremIDs.csv', this.#onPrem), ...this.#onPremSource },
      records: this.#onPrem,
    };
    return populate(
      { onPrem: [onPrem], entra: [this.entraEvidence()], ...this.#more },
      { sourceAnchor: defaultSourceAnchor, ...settings },
    );
  }

  judge(
    settings: Partial<ValidationSettings> = {},
    gate: Partial<GateSettings> = {},
  ): Judgement & { identities: readonly Identity[] } {
    const population = this.populate(settings);
    const judgement = judge(population, {
      thresholds: {},
      waivers: [],
      missing: [],
      at: '2026-11-24T03:00:00.000Z',
      ...gate,
    });
    expectReadable(judgement.findings);
    return { ...judgement, identities: population.identities };
  }
}

/** Whatever a finding says, it says something, and names the record that it was read from. */
function expectReadable(findings: readonly Finding[]): void {
  for (const { rule, severity, found, expected, consequence, remedy, at } of findings) {
    expect(severities, rule).toContain(severity);
    for (const text of [found, expected, consequence, remedy, at?.origin])
      if (text !== undefined) expect(text.trim(), rule).toMatch(/^(?!.*(\bundefined\b|\bNaN\b|\[object )).+$/s);
  }
}

export function organisation(): Organisation {
  return new Organisation();
}

/** `rule name` of every finding that is about a person, e.g. `anchor-mismatch ann`. */
export function named(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ subject }) => subject !== undefined)
    .map(
      ({ rule, subject }) =>
        `${rule} ${subject?.userPrincipalName?.split('@')[0] ?? subject?.objectGuid ?? subject?.entraObjectId}`,
    );
}

/** The outcome of each person by on-premises name, else Entra name. */
export function outcomeOf(identities: readonly Identity[]): Record<string, Outcome> {
  return Object.fromEntries(
    identities.map((identity) => {
      const name =
        identity.side === 'onPrem' ? identity.onPrem.name : `cloud:${identity.entra.userPrincipalName?.split('@')[0]}`;
      return [name, identity.outcome];
    }),
  );
}

function source(kind: 'onPrem' | 'entra', origin: string, records: readonly object[]): EvidenceSource {
  const fields = new Set<string>([
    'objectGuid',
    'consistencyGuid',
    'userPrincipalName',
    ...records.flatMap((record) => Object.keys(record)),
  ]);
  return { kind, origin, sha256: '0'.repeat(64), records: records.length, rejected: 0, skipped: 0, fields, issues: [] };
}

/** Drops fields that were overridden with undefined: evidence leaves out what it does not know. */
function known<Item extends object>(item: Overrides<Item>): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item;
}

/** An organization whose evidence has employeeID. */
export function organisationWithNumbers(): Organisation {
  return organisation().sources({
    onPrem: { fields: new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName', 'mail', 'employeeid']) },
  });
}

/** A source anchor as a stack declares it: `employeeID:text`. */
export function setting(text: string): SourceAnchorSetting {
  const parsed = parseSourceAnchor(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}
