import type { EvidenceQuestion, FieldQuestion } from '../domain/evidence.js';
import { evidenceQuestions } from '../domain/evidence.js';
import type { Population } from '../validation/population.js';
import { foreignOrigin, type OriginDemands } from './origin.js';

/** The field of each side that answers a question: where either side does not show it, the question stays open. */
const fieldsOfQuestions: Readonly<Record<FieldQuestion, { readonly onPrem?: string; readonly entra: string }>> = {
  accountState: { onPrem: 'enabled', entra: 'accountEnabled' },
  addresses: { onPrem: 'proxyAddresses', entra: 'proxyAddresses' },
  cloudSyncFlag: { entra: 'synced' },
  sid: { onPrem: 'objectSid', entra: 'onPremisesSecurityIdentifier' },
  groups: { onPrem: 'members', entra: 'members' },
  objectIdentifier: { onPrem: 'objectGuid', entra: 'onPremisesObjectIdentifier' },
};

const fieldQuestions = Object.entries(fieldsOfQuestions) as [
  FieldQuestion,
  (typeof fieldsOfQuestions)[FieldQuestion],
][];

/** A list may rightly be empty; a status or a configuration of nothing says nothing. */
const needRecord: ReadonlySet<string> = new Set(['syncStatus', 'connectConfig']);

/** Okta's app users without their app show nobody whether it provisions. */
function isPeopleOfOkta({ kind, fields }: Population['sources'][number]): boolean {
  return kind === 'okta' && fields.has('users') && !fields.has('connectionStatus');
}

/** The questions that the evidence answers; what is of another tenant or server than the demands' answers none. */
export function answeredQuestions(
  { sources: all, fields }: Pick<Population, 'sources' | 'fields'>,
  demands?: OriginDemands,
): EvidenceQuestion[] {
  const sources = demands === undefined ? all : all.filter((source) => !foreignOrigin(source, all, demands));
  const onPrem = sources.filter(({ kind }) => kind === 'onPrem');
  const answered = new Set<string>(
    sources
      .filter((source) => (source.records > 0 || !needRecord.has(source.kind)) && !isPeopleOfOkta(source))
      .map(({ kind }) => kind),
  );
  if (onPrem.length > 0 && sources.some(({ kind }) => kind === 'entra')) {
    answered.add('anchors');
    for (const [question, wanted] of fieldQuestions) {
      const onPremShows = wanted.onPrem === undefined || fields.onPrem.has(wanted.onPrem);
      if (onPremShows && fields.entra.has(wanted.entra)) answered.add(question);
    }
  }
  if (onPrem.length > 0 && onPrem.every((source) => source.fields.has('consistencyGuid')))
    answered.add('consistencyGuid');
  if (sources.some((source) => source.kind === 'entra' && source.fields.has('service'))) answered.add('service');
  return evidenceQuestions.filter((question) => answered.has(question));
}

/** The questions that reading the tenant from Microsoft Graph would answer and this evidence of Entra leaves open. */
export function unansweredByEntra({ sources, fields }: Pick<Population, 'sources' | 'fields'>): FieldQuestion[] {
  if (!sources.some(({ kind }) => kind === 'entra')) return [];
  return fieldQuestions.filter(([, wanted]) => !fields.entra.has(wanted.entra)).map(([question]) => question);
}
