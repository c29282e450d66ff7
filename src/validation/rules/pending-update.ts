import { type AttributeChange, type PendingExport, unnamedValues } from '../../domain/connect.js';
import type { EntraObject } from '../../domain/objects.js';
import { isPrimaryEntry, primaryAddress } from '../addresses.js';
import { describeChange } from '../attribute-change.js';
import { type ConnectorJoin, connectorJoiner } from '../connector-subject.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { changeOf, flagOf, isCompared, type StagedObject, stagedObjects } from '../staged.js';
import { isTaken } from './pending-add.js';

/**
 * Attributes that describe somebody or are Entra Connect's own bookkeeping: a new value changes neither sign-in nor mail nor
 * licenses. Source: "Microsoft Entra Connect Sync: Attributes synchronized to Microsoft Entra ID".
 */
export const harmlessAttributes: RegExp = new RegExp(
  `^(${[
    'displayname|givenname|surname|sn|initials|middlename|cn|commonname|personaltitle|title|jobtitle|department|division',
    'company|companyname|physicaldeliveryofficename|officelocation|city|l|state|st|streetaddress|postalcode|postofficebox',
    'country|co|c|countrycode|countrylettercode|description|info|notes|url|wwwhomepage|assistant|telephoneassistant',
    '(other)?(telephone|telephonenumber|homephone|mobile|mobilephone|pager|facsimiletelephonenumber|ipphone)|businessphones',
    'employeeid|employeetype|employeenumber|preferredlanguage|thumbnailphoto|manager|member|accountname|objectsid',
    'extensionattribute\\d{1,2}|usercertificate|usersmimecertificate|cloudanchor|sourceobjecttype',
    'onpremises?(objectidentifier|securityidentifier|samaccountname|distinguishedname|domainname|userprincipalname)',
    'domainfqdn|domainnetbios|dnsdomainname|netbiosname|lastpasswordchangetimestamp|pwdlastset',
  ].join('|')})$`,
  'i',
);

/** And those that somebody named, or that are of a family. */
export const harmlessStarts: RegExp = /^(extension_|msds-phonetic)/i;

/**
 * Attributes of which a first value changes nothing for anybody; one that takes the place of another may. It is a first one where Entra
 * is known to have none, or where an update adds it: what takes the place of another is an update or a replacement.
 */
export const harmlessWhereEmpty: RegExp = /^(alias|mailnickname|usagelocation)$/i;

/** A staged change whose effect no other rule can tell. What is only deleted is `attribute-deletion`. */
export const pendingUpdate: Rule = {
  id: 'pending-update',
  category: 'staging',
  severity: 'warning',
  title: 'A change is staged that nobody has judged',
  help: 'What Entra Connect has staged is compared with what Entra has today by the rules about anchors, names, addresses and account states. This is about the rest: an attribute that may matter, or a value that the evidence does not show before or after the change. An addition that Entra will match with an account overwrites that account’s values, so it counts too.',
  consequence: 'The first export writes the value, whatever depends on it.',
  remedy: 'Look at the change in Synchronization Service Manager, and add a waiver if it is intended.',
  find(population) {
    const join = connectorJoiner(population);
    const compared = new Map(stagedObjects(population).map((staged) => [staged.object, staged]));
    const presentOf = presentValues(population);
    return population.pendingExports.flatMap((object): FindingDraft[] => {
      const joined = join(object);
      const account = writtenAccount(object, joined);
      // What is created has no value that could change: pending-add tells of it.
      const isWritten = object.operation === 'update' || (object.operation === 'add' && account !== undefined);
      const others = isWritten
        ? object.changes.filter((change) => mayMatter(change, object, account && presentOf(account, change.name)))
        : [];
      const staged = compared.get(object);
      const unknown = staged === undefined ? [] : unjudged(staged, population);
      const changes = [...unknown, ...others];
      if (changes.length === 0) return [];
      return [
        {
          subject: joined.subject,
          at: object.at,
          attributes: changes.map(({ name }) => name).sort(),
          found: changes.map(describeChange).sort().join('; '),
        },
      ];
    });
  },
};

/** The account that gets the values: also the one that an addition will be matched with, by anchor or by name (CONNECT-19). */
function writtenAccount({ operation }: PendingExport, { holder, namesakes }: ConnectorJoin): EntraObject | undefined {
  if (holder !== undefined || operation !== 'add') return holder;
  // Where one of them has another anchor nothing is matched: pending-add-of-existing tells.
  return namesakes.some(isTaken) ? undefined : namesakes[0];
}

/** What an account has of an attribute of the Entra connector: an empty list where it has none, undefined where nobody knows. */
type Present = readonly string[] | undefined;

/**
 * Graph's properties as they were read. Evidence names a property only where it has a value: that somebody of the same file has one
 * shows that it was asked for, and so that the others have none.
 */
function presentValues({ entraUsers, entraObjects }: Population): (account: EntraObject, attribute: string) => Present {
  const propertyOf = ({ properties, userType }: EntraObject, property: string): string | undefined =>
    property === 'usertype' ? userType : properties?.get(property);
  const asked = new Map<string, boolean>();
  const isAsked = ({ objectType, at: { origin } }: EntraObject, property: string): boolean => {
    const key = `${property} ${objectType} ${origin}`;
    const known =
      asked.get(key) ??
      [...entraUsers, ...entraObjects].some(
        (one) => one.objectType === objectType && one.at.origin === origin && propertyOf(one, property) !== undefined,
      );
    asked.set(key, known);
    return known;
  };
  return (account, attribute) => {
    const name = attribute.toLowerCase();
    const property = name === 'alias' ? 'mailnickname' : name;
    const value = propertyOf(account, property);
    if (value !== undefined) return [value];
    return isAsked(account, property) ? [] : undefined;
  };
}

function mayMatter(
  { name, operation, valuesAdded, valuesDeleted }: AttributeChange,
  object: PendingExport,
  present: Present,
): boolean {
  if (isCompared(name) || harmlessAttributes.test(name) || harmlessStarts.test(name)) return false;
  // What the export does not name, the evidence of Entra may show.
  const before = valuesDeleted.length > 0 ? valuesDeleted : present;
  const gone = new Set(before?.map((value) => value.toLowerCase()));
  // Also where nothing is added: that is a deletion.
  if (valuesAdded.every((value) => gone.has(value.toLowerCase()))) return false;
  if (!harmlessWhereEmpty.test(name)) return true;
  return before === undefined ? object.operation === 'add' || operation !== 'add' : before.length > 0;
}

/** Changes of compared attributes of which one side of the comparison is not known. */
function unjudged({ object, identity: { entra } }: StagedObject, { fields }: Population): AttributeChange[] {
  const isKnown = (attribute: string, { valuesAdded }: AttributeChange): boolean => {
    switch (attribute) {
      case 'accountenabled':
        return flagOf(valuesAdded[0]) !== undefined && (entra === undefined || entra.accountEnabled !== undefined);
      case 'userprincipalname':
        return entra === undefined || entra.userPrincipalName !== undefined;
      case 'sourceanchor':
        return entra === undefined || fields.entra.has('immutableId') || entra.immutableId !== undefined;
      default:
        if (!areKnown(valuesAdded)) return false;
        if (entra === undefined || object.operation === 'add' || !claimsPrimary(attribute, valuesAdded)) return true;
        return hasShownAddresses(entra, fields.entra);
    }
  };
  return ['accountenabled', 'userprincipalname', 'sourceanchor', 'mail', 'proxyaddresses'].flatMap((attribute) => {
    const change = changeOf(object, attribute);
    return change === undefined || change.valuesAdded.length === 0 || isKnown(attribute, change) ? [] : [change];
  });
}

/** CSExportAnalyzer prints the first of several values and the number of the others. */
function areKnown(values: readonly string[]): boolean {
  return !values.some((value) => unnamedValues.test(value));
}

function claimsPrimary(attribute: string, values: readonly string[]): boolean {
  return attribute === 'mail' || values.some(isPrimaryEntry);
}

/** Somebody without an address, as far as it was asked for, can get one; a primary address nobody knows can't be compared. */
function hasShownAddresses(
  entra: NonNullable<StagedObject['identity']['entra']>,
  fields: ReadonlySet<string>,
): boolean {
  return primaryAddress(entra) !== undefined || (fields.has('mail') && fields.has('proxyAddresses'));
}
