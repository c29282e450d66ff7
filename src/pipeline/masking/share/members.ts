import { canonicalName } from '../../../evidence/records/columns.js';
import { isBooleanWord } from '../../../evidence/values/flags.js';
import { isRecipientType } from '../../../evidence/values/recipient-types.js';
import { unknownDeletionTime } from '../../../evidence/values/times.js';
import { type Kind, members } from './member-kinds.js';
import { kindOfTested } from './tested.js';
import { isCode, isName, isStopgap, isTerm } from './vocabulary.js';

export type { Kind } from './member-kinds.js';

/**
 * What the value of a member, an element, a column or an attribute of this name may hold.
 *
 * @param parent the member around it: `ConvertTo-Json` writes times and intervals as objects.
 */
export function kindOf(name: string, parent = ''): Kind {
  const path = `${parent}/${name}`;
  const kind = kinds.get(path) ?? findKind(name, parent);
  // Names may be somebody's: not too many are kept.
  if (kinds.size < 10_000) kinds.set(path, kind);
  return kind;
}

const kinds = new Map<string, Kind>();

function findKind(name: string, parent: string): Kind {
  const [member, around] = [canonicalName(name), canonicalName(parent)];
  if (members.time.has(around) && /^(value|datetime)$/.test(member)) return 'time';
  if (members.span.has(around)) return 'span';
  // By the path of each: USER_PROVISIONING.create.lifecycleCreate.
  if (around === 'capabilities') return 'term';
  const all = Object.entries(members) as [Exclude<Kind, 'data'>, ReadonlySet<string>][];
  const found = (path: string): Kind | undefined => all.find(([, known]) => known.has(path))?.[0];
  const known = found(`${around}/${member}`) ?? found(member) ?? kindOfTested(name);
  return known ?? (countWord.test(name) && !isOfPerson(name, around) ? 'count' : 'data');
}

/** What a name of anybody's own ends in where it holds how many there are of something: `memberCount`, `Members.Count`. */
export const countWord = /(?<![A-Za-z])(?:count|Count|COUNT)$|(?<=[a-z\d])Count$/;

/** True where a number is somebody's: of what a person did, or in a profile. */
function isOfPerson(name: string, around: string): boolean {
  return around === 'profile' || /^(?:extension|log[oi]n|sign-?in|bad|fail)/i.test(name);
}

const spans = /^(-?(\d{1,3}\.)?\d\d:\d\d:\d\d(\.0+)?|P(T?\d{1,4}[YMWDHS]){1,6}|\d{1,4}([.,]\d{1,12})?|\d{1,9}0{7})$/;
/** One digit first: two and three are what addresses of machines begin with. */
const versions = /^(entra-cutover )?\d(\.\d{1,5}){0,3}$/;

/** Versions of four numbers with another digit first are those of Windows, whose third number is larger. */
const address = /^[03-9](\.\d{1,3}){3}$/;
const date = /^\d\.\d{1,2}\.(19|20)\d\d$/;

/** True for a value that may stay as it is: true, false, no value, or what the documentation of the member lists. */
export function mayStay(text: string, kind: Kind): boolean {
  const word = text.trim();
  if (isStopgap(word)) return true;
  switch (kind) {
    case 'term':
    case 'terms':
    case 'profile':
    case 'signOn':
    case 'claim':
    case 'deed':
      return isTerm(word);
    case 'code':
      return isCode(word);
    case 'sourceAnchor':
      // In a policy of Entra Connect, the name of the attribute. Words such as link are somebody's name as well.
      return /^mail$|[a-z-][A-Z]/.test(word) && isName(word);
    case 'attribute':
      return isName(word) || isTerm(word);
    case 'time':
      return word === unknownDeletionTime;
    case 'flag':
      return /^[01]$/.test(word) || isBooleanWord(word);
    case 'count':
      return /^\d{1,6}$/.test(word);
    case 'span':
      return spans.test(word);
    case 'version':
      return versions.test(word) && !address.test(word) && !date.test(word);
    case 'result':
      // As ldapsearch writes it, or a run of Entra Connect.
      return isTerm(word) || /^\d{1,3}( Success)?$/.test(word);
    case 'bits':
      return isDocumentedNumber(word) || isRecipientType(word);
    case 'rid':
      // Those of every domain end there.
      return /^\d{1,3}$/.test(word);
    default:
      return false;
  }
}

const accountTypes = [0x100, 0x200, 0x800, 0x1000, 0x2000];
const controlFlags = 0x5fff_3bfb;
const otherNumbers = new Set(
  [
    // sAMAccountType, groupType, msExchRecipientDisplayType.
    '268435456 268435457 536870912 536870913 805306368 805306369 805306370',
    '-2147483646 -2147483644 -2147483640 -2147483643 -2147483642 -1073741818 -1073741816',
  ].flatMap((numbers) => numbers.split(' ').map(Number)),
);

/** Small numbers, single bits (types of recipients), values of lists, and accounts of one type whose flags all have a name. */
function isDocumentedNumber(text: string): boolean {
  if (!/^-?(\d{1,13}|0x[0-9a-f]{1,11})$/i.test(text)) return false;
  const number = Number(text);
  const types = accountTypes.filter((type) => (number & type) !== 0).length;
  const isControl = number > 0 && number < 2 ** 27 && types === 1 && (number & ~controlFlags) === 0;
  return Math.abs(number) < 1000 || Number.isInteger(Math.log2(number)) || otherNumbers.has(number) || isControl;
}
