import type { EvidenceQuestion, FieldQuestion } from '../domain/evidence.js';
import { answeredKind, evidenceQuestions } from '../domain/evidence.js';
import type { DatedPopulation, Population } from '../validation/population.js';
import { foreignOrigin, type OriginDemands } from './origin.js';

interface AnsweringFields {
  readonly onPrem: readonly string[];
  readonly entra: readonly string[];
}

/** The fields of each side that answer a question: where either side lacks one, the question stays open. */
const fieldsOfQuestions: Readonly<Record<FieldQuestion, AnsweringFields>> = {
  accountState: { onPrem: ['enabled'], entra: ['accountEnabled'] },
  // The primary address is the SMTP: entry, else mail.
  addresses: { onPrem: ['mail', 'proxyAddresses'], entra: ['mail', 'proxyAddresses'] },
  cloudSyncFlag: { onPrem: [], entra: ['synced'] },
  sid: { onPrem: ['objectSid'], entra: ['onPremisesSecurityIdentifier'] },
  groups: { onPrem: ['members'], entra: ['members'] },
  objectIdentifier: { onPrem: ['objectGuid'], entra: ['onPremisesObjectIdentifier'] },
};

const fieldQuestions = Object.entries(fieldsOfQuestions) as [FieldQuestion, AnsweringFields][];

/** A list may rightly be empty; a status or a configuration of nothing says nothing. */
const needRecord: ReadonlySet<string> = new Set(['syncStatus', 'connectConfig']);

/** A source of which nothing could be read: what it would have answered, nobody knows, whatever its neighbors hold. */
function isUnread({ records, rejected, issues }: Population['sources'][number]): boolean {
  return records === 0 && (rejected > 0 || issues.some(({ problem }) => problem !== 'unreadable-text'));
}

/** Okta's app users without their app show nobody whether it provisions. */
function isPeopleOfOkta({ kind, fields }: Population['sources'][number]): boolean {
  return kind === 'okta' && fields.has('users') && !fields.has('connectionStatus');
}

type Answering = Pick<DatedPopulation, 'sources' | 'fields'> & {
  readonly addresses: Pick<Population['addresses'], 'areKnown'>;
  readonly memberships: Pick<Population['memberships'], 'areKnown'>;
};

/** The questions that the evidence answers; what is of another tenant or server than the demands' answers none. */
export function answeredQuestions(
  { sources: all, fields, addresses, memberships }: Answering,
  demands?: OriginDemands,
): EvidenceQuestion[] {
  const sources = demands === undefined ? all : all.filter((source) => !foreignOrigin(source, all, demands));
  const onPrem = sources.filter(({ kind }) => kind === 'onPrem');
  const unread = new Set(all.filter(isUnread).map(({ kind }) => kind));
  const isShown = (side: 'onPrem' | 'entra'): boolean =>
    !unread.has(side) && sources.some(({ kind, records }) => kind === side && records > 0);
  const answered = new Set<string | undefined>(
    sources
      .filter((source) => !unread.has(source.kind) && (source.records > 0 || !needRecord.has(source.kind)))
      .filter((source) => !isPeopleOfOkta(source))
      .map(answeredKind),
  );
  if (isShown('onPrem') && isShown('entra')) {
    answered.add('anchors');
    for (const [question, wanted] of fieldQuestions) {
      const isKnown =
        (question !== 'addresses' || addresses.areKnown) && (question !== 'groups' || memberships.areKnown);
      const hasFields = (['onPrem', 'entra'] as const).every((side) =>
        wanted[side].every((name) => fields[side].has(name)),
      );
      if (isKnown && hasFields) answered.add(question);
    }
  }
  if (isShown('onPrem') && onPrem.every((source) => source.fields.has('consistencyGuid')))
    answered.add('consistencyGuid');
  if (!unread.has('entra') && sources.some(({ kind, fields: own }) => kind === 'entra' && own.has('service')))
    answered.add('service');
  return evidenceQuestions.filter((question) => answered.has(question));
}

/** The questions that reading the tenant from Microsoft Graph would answer and this evidence of Entra leaves open. */
export function unansweredByEntra({ sources, fields }: Pick<Population, 'sources' | 'fields'>): FieldQuestion[] {
  if (!sources.some(({ kind }) => kind === 'entra')) return [];
  return fieldQuestions
    .filter(([, wanted]) => wanted.entra.some((name) => !fields.entra.has(name)))
    .map(([question]) => question);
}
