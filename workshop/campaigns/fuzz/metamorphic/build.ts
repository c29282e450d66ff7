import type { EvidenceSet, Side } from './evidence-set.js';
import { connectOf } from './formats/connect.js';
import { entraFormats } from './formats/entra.js';
import { oktaApps } from './formats/okta.js';
import { onPremFormats } from './formats/on-prem.js';
import { at, tenant } from './judge.js';
import { type Fact, type Organisation, someContainers } from './organisation.js';
import type { Random } from './random.js';
import { healthyOrganisation, realLife } from './real-life.js';
import { plantRisk, type Risk, riskKind, riskKinds } from './risks.js';
import { entraSheet, type Format, onPremSheet, type Style } from './sheet.js';

/** What a set is made from, before it is made: chosen by the seed, or demanded by a mutation. */
export interface Plan {
  readonly onPrem: Format;
  readonly entra: Format;
  readonly people: number;
  /** A kind of risk, or undefined for a healthy organization. */
  readonly risk?: string | undefined;
  readonly connect: boolean;
  readonly stack: boolean;
}

export interface Built {
  readonly organisation: Organisation;
  readonly risk: Risk | undefined;
  readonly set: EvidenceSet;
}

const anyFormat = [...onPremFormats, ...entraFormats];

/** What both formats show of what needs both. */
export function shownBy(onPrem: Format, entra: Format): ReadonlySet<Fact> {
  const ofEntraOnly: readonly Fact[] = ['id', 'synced', 'deleted', 'objectIdentifier', 'errors'];
  return new Set(entra.shows.filter((fact) => onPrem.shows.includes(fact) || ofEntraOnly.includes(fact)));
}

export function formatsOf(side: Format['side']): readonly Format[] {
  return anyFormat.filter((format) => format.side === side);
}

/** The kinds of risk that two formats can show together. */
export function risksFor(onPrem: Format, entra: Format, staged: boolean): readonly string[] {
  const shown = shownBy(onPrem, entra);
  return riskKinds.filter((kind) => {
    const { needs, staged: needsConnect } = riskKind(kind);
    return (staged || !needsConnect) && needs.every((fact) => shown.has(fact));
  });
}

/** The organization of a seed and its files. The same seed and plan make the same bytes. `without` leaves people out. */
export function build(plan: Plan, seed: number, random: Random, without: ReadonlySet<string> = new Set()): Built {
  const lives = realLife.filter(({ onlyHealthy }) => plan.risk === undefined || !onlyHealthy);
  const whole = healthyOrganisation(seed, plan.people, shownBy(plan.onPrem, plan.entra), lives);
  const organisation: Organisation = {
    onPrem: whole.onPrem.filter(({ key }) => !without.has(key)),
    entra: whole.entra.filter(({ key }) => !without.has(key)),
    stagedDeletes: [],
    stagedAdditions: [],
    stagedChanges: [],
    joinedTo: new Map(),
    unjoined: [],
    ...(plan.connect && plan.onPrem.shows.includes('dn') && random.chance(30) && { containers: someContainers }),
  };
  const risk = plan.risk === undefined ? undefined : plantRisk(plan.risk, organisation, random);
  return { organisation, risk, set: setOf(plan, organisation, random) };
}

/** The files of an organization, up to the moment when they become bytes. */
export function setOf(plan: Plan, organisation: Organisation, random: Random): EvidenceSet {
  const { onPrem, entra } = organisation;
  const readAt = new Date(Date.parse(at) - 3_600_000).toISOString();
  const side = (format: Format, sheet: Side['sheet']): Side => ({
    format,
    sheet,
    style: styleOf(format, random),
    whole: { tenant, readAt, page: 1 + random(30) + (random.chance(50) ? 100 : 0) },
    text: [],
    bytes: [],
  });
  return {
    onPrem: side(plan.onPrem, onPremSheet(onPrem, plan.onPrem)),
    entra: side(plan.entra, entraSheet(entra, plan.entra)),
    exportsText: [],
    disconnectorsText: [],
    policyText: [],
    stack: plan.stack,
    ...(plan.connect && { connect: connectOf(organisation, Date.parse(at) - 1_800_000, random) }),
    ...(!plan.stack && random.chance(10) && { okta: JSON.stringify(oktaApps) }),
  };
}

function styleOf({ family }: Format, random: Random): Style {
  return {
    encoding: family === 'csv' ? random.pick(['utf8', 'utf8', 'utf8-bom', 'utf16le', 'utf16be'] as const) : 'utf8',
    delimiter: family === 'csv' && random.chance(30) ? ';' : ',',
    lineEnd: random.chance(50) ? '\r\n' : '\n',
    gzip: random.chance(15),
  };
}
