import { type AttributeChange, unnamedValues } from '../../domain/connect.js';
import { isPrimaryEntry, primaryAddress } from '../addresses.js';
import { describeChange } from '../attribute-change.js';
import { connectorJoiner } from '../connector-subject.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { changeOf, flagOf, isCompared, type StagedObject, stagedObjects } from '../staged.js';

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

/** Attributes of which a first value changes nothing for anybody; one that takes the place of another may. */
export const harmlessWhereEmpty: RegExp = /^(alias|mailnickname|usagelocation)$/i;

/** A staged change whose effect no other rule can tell. What is only deleted is `attribute-deletion`. */
export const pendingUpdate: Rule = {
  id: 'pending-update',
  category: 'staging',
  severity: 'warning',
  title: 'A change is staged that nobody has judged',
  help: 'What Entra Connect has staged is compared with what Entra has today by the rules about anchors, names, addresses and account states. This is about the rest: an attribute that may matter, or a value that the evidence does not show before or after the change.',
  consequence: 'The first export writes the value, whatever depends on it.',
  remedy: 'Look at the change in Synchronization Service Manager, and add a waiver if it is intended.',
  find(population) {
    const join = connectorJoiner(population);
    const compared = new Map(stagedObjects(population).map((staged) => [staged.object, staged]));
    return population.pendingExports.flatMap((object): FindingDraft[] => {
      // What is created has no value that could change: pending-add tells of it.
      const others = object.operation === 'update' ? object.changes.filter(mayMatter) : [];
      const staged = compared.get(object);
      const unknown = staged === undefined ? [] : unjudged(staged, population);
      const changes = [...unknown, ...others];
      if (changes.length === 0) return [];
      return [
        {
          subject: join(object).subject,
          at: object.at,
          attributes: changes.map(({ name }) => name).sort(),
          found: changes.map(describeChange).sort().join('; '),
        },
      ];
    });
  },
};

function mayMatter({ name, valuesAdded, valuesDeleted }: AttributeChange): boolean {
  if (isCompared(name) || harmlessAttributes.test(name) || harmlessStarts.test(name)) return false;
  const gone = new Set(valuesDeleted.map((value) => value.toLowerCase()));
  // Also where nothing is added: that is a deletion.
  if (valuesAdded.every((value) => gone.has(value.toLowerCase()))) return false;
  return valuesDeleted.length > 0 || !harmlessWhereEmpty.test(name);
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
