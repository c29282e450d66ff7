import { mutations } from './metamorphic/mutations/index.js';
import { cells } from './metamorphic/pairs.js';

/** A break of the code, and the relations that notice it. */
export interface Break {
  readonly file: string;
  /** Texts that stand in the file (or in another one), and what takes the place of each. */
  readonly changes: readonly (readonly [text: string, instead: string, file?: string])[];
  readonly noticedBy: readonly string[];
}

const rules = 'src/validation/rules/index.ts';
const ruleLeftOut = (name: string, noticedBy: readonly string[]): Break => ({
  file: rules,
  changes: [[`\n  ${name},`, '']],
  noticedBy,
});
const both = (text: string): string[] => ['on-premises', 'Entra'].map((side) => text.replace('SIDE', side));

/** Columns whose loss leaves a question open. */
const columnsOfQuestions = [
  ...[
    'accountEnabled',
    'onPremisesSyncEnabled',
    'onPremisesSecurityIdentifier',
    'onPremisesObjectIdentifier',
    'proxyAddresses',
    'mail',
  ].map((name) => `${name} not asked for on the Entra side`),
  ...['Enabled', 'objectSid', 'proxyAddresses', 'mail'].map((name) => `${name} not asked for on the on-premises side`),
];

export const breaks: readonly Break[] = [
  ruleLeftOut('anchorMismatch', ['told: mismatch', 'told: byte order', 'told: anchor in mS-DS-ConsistencyGuid']),
  ruleLeftOut('anchorHeldByAnother', [
    'told: anchors of two people exchanged',
    'told: exchanged, account names tell',
    ...both('the anchors of two people exchanged on the SIDE side'),
  ]),
  ruleLeftOut('anchorDuplicateEntra', ['told: second holder in Entra']),
  ruleLeftOut('anchorDuplicateOnPrem', ['told: one anchor for two people']),
  {
    file: 'src/validation/population.ts',
    changes: [['anchorBearers(inScope, inScopeObjects, ', 'anchorBearers(inScope, [], ']],
    noticedBy: ['told: a person’s anchor on a group or contact'],
  },
  ruleLeftOut('anchorMalformed', ['told: malformed', 'a program’s word in place of an ImmutableID']),
  ruleLeftOut('softDeletedHolder', ['told: holder in the recycle bin', '@removed after a person']),
  ruleLeftOut('entraOnly', ['told: nobody manages it any more']),
  {
    file: 'src/validation/cut-lists.ts',
    changes: [
      ['const tool = pageSizes[side].get(rows);', 'const tool = undefined;'],
      ['\n  entraOnly,', '', rules],
    ],
    noticedBy: both('the SIDE side cut at a page size'),
  },
  {
    file: 'src/validation/cut-lists.ts',
    changes: [
      ['people * 2 < others', 'people < 0'],
      ['\n  entraOnly,', '', rules],
    ],
    noticedBy: both('more than half of the SIDE side missing'),
  },
  {
    file: 'src/validation/read-twice.ts',
    changes: [['if (fields.length > 0) disagreements', 'if (fields.length < 0) disagreements']],
    noticedBy: both('an object twice on the SIDE side, with values that differ'),
  },
  {
    file: 'src/validation/read-twice.ts',
    changes: [['if (id === undefined || earlier', "if (id !== '' || earlier"]],
    noticedBy: ['an object read twice, the same'],
  },
  {
    file: 'src/validation/read-twice.ts',
    changes: [['{ ...other, ...one, ...Object.fromEntries(maps) }', '{ ...one, ...Object.fromEntries(maps) }']],
    noticedBy: ['the columns in two files'],
  },
  {
    file: 'src/validation/population.ts',
    changes: [['onPremIds(evidence.onPrem)', '({ objectGuid }) => objectGuid']],
    noticedBy: ['some people again, in a file without objectGUID'],
  },
  {
    file: 'src/gate/questions.ts',
    changes: [
      [
        'if (isKnown && hasFields) answered.add(question);',
        'if (isKnown !== null || hasFields) answered.add(question);',
      ],
    ],
    noticedBy: [
      ...both('groups and contacts left out on the SIDE side'),
      ...both('proxyAddresses not asked for on the SIDE side: an empty column'),
      ...['accountEnabled', 'proxyAddresses'].map((name) => `one JSON record without ${name}`),
      ...columnsOfQuestions.map((name) => `${name}: no such column`),
    ],
  },
  {
    file: 'src/gate/questions.ts',
    changes: [
      [
        "{ onPrem: ['mail', 'proxyAddresses'], entra: ['mail', 'proxyAddresses'] }",
        "{ onPrem: ['proxyAddresses'], entra: ['proxyAddresses'] }",
      ],
      [
        "fields.has('mail') && fields.has('proxyAddresses')",
        "fields.has('proxyAddresses')",
        'src/validation/addresses.ts',
      ],
    ],
    noticedBy: both('mail not asked for on the SIDE side: no such column'),
  },
  {
    file: 'src/evidence/read-evidence.ts',
    changes: [['told.delete(objects);', 'told.clear();']],
    noticedBy: ['a page of Graph that counts more objects'],
  },
  {
    file: 'src/evidence/graph-json/read.ts',
    changes: [['readErrorAnswer(page, splitter.line, log);', '']],
    noticedBy: ['an error next to the objects of a page'],
  },
  {
    file: 'src/evidence/ldif/read.ts',
    changes: [['if (contradiction !== undefined) log', 'if (contradiction === null) log']],
    noticedBy: [
      'ldapsearch counts more entries',
      'ldapsearch stopped between two pages',
      'ldapsearch interrupted between two records',
    ],
  },
  {
    file: 'src/domain/distinguished-name.ts',
    changes: [["const at = part.indexOf('=');", 'const at = -1;']],
    noticedBy: ['told: source in a container that Entra Connect leaves out'],
  },
  {
    file: 'src/evidence/read-evidence.ts',
    changes: [['name !== first.name', 'name === null']],
    noticedBy: ['pages of two clouds'],
  },
  {
    file: 'src/evidence/annotations.ts',
    changes: [[': annotations.get(canonical);', ": annotations.get(name.includes('@odata.') ? canonical : '');"]],
    noticedBy: ['a last page that names a next one'],
  },
  {
    file: 'src/evidence/annotations.ts',
    changes: [['if (known === annotation) values', 'if (known !== undefined) values']],
    noticedBy: ['OData’s annotations in another spelling'],
  },
  {
    file: 'src/evidence/ldif/searches.ts',
    changes: [["(cookie) => cookie !== ''", '() => true']],
    noticedBy: ['ldapsearch in pages'],
  },
  {
    file: 'src/evidence/records/entra.ts',
    changes: [[", 'softdeletiontimestamp']", ']']],
    noticedBy: ['the columns as MSOnline and AzureAD call them'],
  },
  {
    file: 'src/validation/population.ts',
    changes: [['!gaps.some((gap) => gap.field === field)', 'gaps !== null || field']],
    noticedBy: [
      'objectSid of one person empty on the on-premises side',
      'Enabled of one person empty on the on-premises side',
      'accountEnabled of one person empty on the Entra side',
    ],
  },
  {
    file: 'src/validation/addresses.ts',
    changes: [['new Set(sourcesOf(object).flatMap(', 'new Set([object].flatMap(']],
    noticedBy: ['the addresses of the person on a linked mailbox in another forest'],
  },
  {
    file: 'src/evidence/records/columns.ts',
    changes: [['other === undefined || enabled === other) return', 'other === undefined || enabled !== null) return']],
    noticedBy: ['Enabled against userAccountControl'],
  },
  {
    file: 'src/evidence/shown-columns.ts',
    changes: [['(isShown ? fields : empty).add(column);', '(isShown === null ? empty : fields).add(column);']],
    noticedBy: [
      'ImmutableID not asked for on the Entra side: an empty column',
      'mS-DS-ConsistencyGuid not asked for on the on-premises side: an empty column',
      ...columnsOfQuestions
        .filter((name) => !name.startsWith('proxyAddresses'))
        .map((name) => `${name}: an empty column`),
    ],
  },
  {
    file: 'src/evidence/shown-columns.ts',
    changes: [['users.length > 0 || elsewhere.size > 0 ? users : records', 'records']],
    noticedBy: [
      'ImmutableID of a group alone on the Entra side',
      ...columnsOfQuestions.map((name) => name.replace('not asked for', 'of a group alone')),
      'mS-DS-ConsistencyGuid of a group alone on the on-premises side',
    ],
  },
  {
    file: 'src/evidence/ad-json/read.ts',
    changes: [
      ['(keysOfUsers.get(field) ?? 0) < users', 'users < 0'],
      ['if (line !== undefined && fields', 'if (line === null && fields'],
    ],
    noticedBy: ['mS-DS-ConsistencyGuid', 'mail', 'proxyAddresses', 'Enabled', 'objectSid'].map(
      (name) => `one JSON record without ${name} on the on-premises side`,
    ),
  },
  {
    file: 'src/gate/okta-people.ts',
    changes: [['.every(({ mayBeCut }) => mayBeCut)', '.every(({ mayBeCut }) => mayBeCut === null)']],
    noticedBy: ['the people of Okta cut at a page'],
  },
  {
    file: 'src/evidence/graph-json/read.ts',
    changes: [
      ['if (lacking !== undefined) log', 'if (lacking === null) log'],
      ['(keys.get(role) ?? 0) >= whole', 'whole >= 0', 'src/evidence/graph-json/shown.ts'],
    ],
    noticedBy: ['one JSON record without onPremisesImmutableId'],
  },
  {
    file: 'src/evidence/graph-json/removed.ts',
    changes: [
      ['throw new UnreadableValue(', 'return [String(json.id).toLowerCase(), "deleted"]; throw new UnreadableValue('],
    ],
    noticedBy: ['@removed of an odd form'],
  },
  {
    file: 'src/evidence/records/entra.ts',
    changes: [['if (!name && !anchor) return;', 'if (name !== null) return;']],
    noticedBy: ['an object type that nobody knows'],
  },
  {
    file: 'src/evidence/values/times.ts',
    changes: [['if (time !== undefined && time >= earliest', 'if (word || time >= earliest']],
    noticedBy: ['deletedDateTime of an odd form'],
  },
  {
    file: 'src/evidence/records/columns.ts',
    changes: [['if (exact ? value === other', 'if (exact !== null || exact ? value !== null']],
    noticedBy: ['two columns of ImmutableIDs that differ', 'two columns of UPNs that differ'],
  },
  {
    file: 'src/domain/name-key.ts',
    changes: [[".normalize('NFKC')", '']],
    noticedBy: ['account names in letters of another width, with letters that nobody sees'],
  },
  {
    file: 'src/evidence/gzip.ts',
    changes: [
      ['if (further > 0)', 'if (further < 0)'],
      ['throw new DamagedGzip(`The gzip', 'return; throw new DamagedGzip(`The gzip'],
      ['\n  entraOnly,', '', rules],
    ],
    noticedBy: [...both('bytes after the compressed SIDE file'), ...both('the compressed SIDE file cut off')],
  },
  ruleLeftOut('accountStateChange', ['told: disabled on one side']),
  {
    file: rules,
    changes: [['hardMatchBlockedPrivileged,\n  hardMatchBlockedObjectIdentifier,', 'hardMatchBlockedPrivileged,']],
    noticedBy: ['told: object identifier of another'],
  },
  ruleLeftOut('excludedButSynced', ['told: filtered, but synchronized']),
  ruleLeftOut('pendingDelete', ['told: deletion staged']),
  ruleLeftOut('joinedToAnother', ['told: account joined to somebody else']),
  {
    file: 'src/domain/connect.ts',
    changes: [['one.toLowerCase() === other.toLowerCase()', 'one === other']],
    noticedBy: ['told: source anchor of somebody else staged'],
  },
  {
    file: 'src/validation/rules/pending-update.ts',
    changes: [["object.operation === 'add' && account !== undefined", 'account === object']],
    noticedBy: ['told: addition that overwrites an account'],
  },
  {
    file: 'src/validation/find-all.ts',
    changes: [['if (staged === population) return found;', 'if (staged !== undefined) return found;']],
    noticedBy: [
      'told: account disabled by a staged change',
      'told: sign-in name of somebody else staged',
      'told: primary address staged away',
    ],
  },
  ruleLeftOut('duplicateProxyAddress', [
    'told: primary address is a cloud account’s alias',
    'told: alias is a cloud account’s UPN',
    'told: alias is a group’s address',
    'told: UPN is a cloud account’s alias',
    'told: contact against a cloud account',
    'told: primary address is a guest’s mail',
  ]),
  {
    file: 'src/evidence/csv/entra.ts',
    changes: [["if (!roles.has('immutableId')) log.incomplete(line, withoutImmutableId);", '']],
    noticedBy: [
      'ImmutableID not asked for on the Entra side: no such column',
      'the portal’s download of users in place of an export',
    ],
  },
  {
    file: 'src/evidence/records/on-prem.ts',
    changes: [
      ['isPresent(raw.consistencyGuid)', 'isPresent(raw.consistencyGuid) && /\\d/.test(String(raw.consistencyGuid))'],
    ],
    noticedBy: ['a program’s word in place of an mS-DS-ConsistencyGuid'],
  },
  {
    file: 'src/evidence/csv/cells.ts',
    changes: [['  if (addresses === undefined) {\n    const found', '  if (addresses === null) {\n    const found']],
    noticedBy: both('a type’s name in place of every address on the SIDE side'),
  },
  {
    file: 'src/evidence/evidence-file/read.ts',
    changes: [
      ['if (problem !== undefined) log.incomplete', 'if (problem === null) log.incomplete'],
      ['footer.complete || footer.rejected > 0', 'true'],
      ['if (footer !== undefined) carryOver(', 'if (footer === null) carryOver('],
    ],
    noticedBy: [
      ...both('one record taken out of what collect wrote of the SIDE side'),
      ...both('the footer of the SIDE evidence file missing, or of other records'),
    ],
  },
  {
    file: 'src/evidence/text-decoding.ts',
    changes: [['if (!isUtf8(text)) throw', 'if (text === null) throw']],
    noticedBy: both('the SIDE file in ANSI, as Excel saves CSV'),
  },
  {
    file: 'src/evidence/csv/scan.ts',
    changes: [
      ["cells.defect = 'the quote opened in it is never closed: the file was cut off there'", 'void 0'],
      ['if (cell.quoted) return false;', 'if (cell.column >= 0) return false;', 'src/evidence/csv/cut-off.ts'],
    ],
    noticedBy: both('the SIDE file cut within a record'),
  },
  {
    file: 'src/evidence/read-evidence.ts',
    changes: [['if (last?.isLast === false) last.log.incomplete(1, withoutLastPage);', '']],
    noticedBy: ['a last page that names a next one'],
  },
  {
    file: 'src/gate/evidence.ts',
    changes: [
      ['if (!(age <= hours))', 'if (age === null)'],
      ['...sources.flatMap((source) => readInTheFuture(source, at)),', ''],
      [', ...graphAnswers(population)]', ']'],
    ],
    noticedBy: both('the SIDE evidence old, or of the future'),
  },
  {
    file: 'src/gate/evidence.ts',
    changes: [
      ['if (source.readAt === undefined) {', 'if (source.readAt === null) {'],
      ['if (!(age <= hours))', 'if (age === null)'],
      ['if (foreign !== undefined) {', 'if (foreign === null) {'],
      [', ...graphAnswers(population)]', ']'],
    ],
    noticedBy: [...both('the SIDE evidence of a stack without a date'), 'the Entra evidence of another tenant'],
  },
  {
    file: 'src/evidence/ldif/read.ts',
    changes: [['!/^0\\b/.test(result.written)', 'false']],
    noticedBy: ['ldapsearch stopped at a limit of the server'],
  },
  {
    file: 'src/evidence/okta-file/read.ts',
    changes: [
      ['if (apps.length === 0 && users.length === 0) {', 'if (apps === null) {'],
      ['else log.reject(line, conversion.rejected);', 'else log.skip();'],
    ],
    noticedBy: ['a damaged, empty or foreign file for Okta'],
  },
  {
    file: 'src/evidence/csexport/read.ts',
    changes: [
      [
        "log.incomplete(error.line, `The file cannot be read as csexport's XML",
        "log.unreadableText(error.line); void (`The file cannot be read as csexport's XML",
      ],
    ],
    noticedBy: ['the list of pending exports cut off', 'the list of disconnectors cut off'],
  },
  {
    file: 'src/gate/questions.ts',
    changes: [
      [
        "onPrem.every((source) => source.fields.has('consistencyGuid'))",
        'onPrem.every(({ fields }) => fields.size > 0)',
      ],
    ],
    noticedBy: ['mS-DS-ConsistencyGuid not asked for on the on-premises side: no such column'],
  },
  {
    file: 'src/evidence/values/flags.ts',
    changes: [
      ['if (falseWords.has(word)) return false;', "if (word !== '') return false;"],
      [
        "if (word.startsWith('#') && (excelError.test(word) || isExcelWord(word)))",
        'if (word === null)',
        'src/evidence/values/words.ts',
      ],
    ],
    noticedBy: ['a spreadsheet’s error in place of the state of an account'],
  },
  {
    file: 'src/gate/evidence.ts',
    changes: [
      ['    ...sources.flatMap(incompleteness),\n    ...emptySides(sources, counts),', ''],
      ['\n  entraOnly,', '', rules],
    ],
    noticedBy: both('a file of zero bytes for the SIDE side'),
  },
  {
    file: 'src/gate/decide.ts',
    changes: [
      ['...connect.drafts,', ''],
      ['!connect.withheld.has(question)', 'true'],
    ],
    noticedBy: [
      'an empty list of pending exports',
      ...['of an active server', 'while a cycle runs', 'after a failed import', 'after a failed synchronization'].map(
        (said) => `pending exports ${said}`,
      ),
      'pending exports after a run that has not ended',
      'pending exports of a server that has not imported',
      'pending exports of a server that has not synchronized',
      'pending exports older than the other evidence',
    ],
  },
  {
    file: 'src/gate/decide.ts',
    changes: [
      ['!scope.includes(question));', "!scope.includes(question) && question !== 'syncStatus');"],
      ['!connect.withheld.has(question)', 'true'],
    ],
    noticedBy: ['pending exports without a sync status'],
  },
  {
    file: 'src/gate/evidence.ts',
    changes: [['...namelessAccounts(population),', '']],
    noticedBy: [
      ...['an empty column', 'no such column'].map(
        (how) => `userPrincipalName not asked for on the Entra side: ${how}`,
      ),
      'userPrincipalName of a group alone on the Entra side',
    ],
  },
  {
    file: 'src/evidence/json-document.ts',
    changes: [['log.incomplete(lineAt(text, cutOff', 'log.unreadableText(lineAt(text, cutOff']],
    noticedBy: ['the policy cut off'],
  },
  ruleLeftOut('disconnector', ['told: account joined to nothing']),
  {
    file: rules,
    changes: [
      ['\n  excludedButSynced,', ''],
      ['\n  disconnector,', ''],
    ],
    noticedBy: ['told: source in a container that Entra Connect leaves out'],
  },
  {
    file: 'src/evidence/records/entra.ts',
    changes: [['if (id === undefined) return undefined;', 'if (id !== null) return undefined;']],
    noticedBy: [
      'told: holder in the recycle bin, whose name alone tells',
      'an account in the recycle bin without the time of its deletion',
    ],
  },
  ...(
    [
      ['disconnectors', 'the list of disconnectors not given'],
      ['connectConfig', 'the policy not given'],
    ] as const
  ).map(
    ([question, noticed]): Break => ({
      file: 'src/gate/decide.ts',
      changes: [['!scope.includes(question));', `!scope.includes(question) && question !== '${question}');`]],
      noticedBy: [noticed],
    }),
  ),
  {
    file: 'src/gate/connect-lists.ts',
    changes: [['[...unstaged(population), ', '[']],
    noticedBy: ['somebody without the identifier in neither list'],
  },
  {
    file: 'src/gate/questions.ts',
    changes: [
      [
        'if (isKnown && hasFields) answered.add(question);',
        'if (isKnown !== null || hasFields) answered.add(question);',
      ],
    ],
    noticedBy: ['somebody in neither list, and identifiers not asked for'],
  },
  {
    file: 'src/gate/connect-config.ts',
    changes: [['        ...unplaced(population),\n', '']],
    noticedBy: ['containers of a policy and nobody’s distinguished name'],
  },
  {
    file: 'src/gate/connect-config.ts',
    changes: [['        ...unscoped(population),\n', '']],
    noticedBy: ['a directory of the policy without its containers'],
  },
  {
    file: 'src/gate/connect-config.ts',
    changes: [["...rulesThatSet('filteringRules', population),", '']],
    noticedBy: ['a custom rule in place of the containers'],
  },
  {
    file: 'src/gate/connect-config.ts',
    changes: [['...(scoped ? [', '...(scoped === null ? [']],
    noticedBy: ['a second policy of the domain with other containers'],
  },
  {
    file: 'src/gate/connect-lists.ts',
    changes: [
      ['if (known * 2 >= users.length) return [];', 'if (known >= 0) return [];'],
      ['...contradictingObjects(population)', ''],
    ],
    noticedBy: ['pending exports of another forest or tenant', 'disconnectors of another forest or tenant'],
  },
  {
    file: 'src/gate/listed-objects.ts',
    changes: [['...withoutAccount(updates, joined(population.disconnectors), population),', '']],
    noticedBy: ['a staged update of somebody whom neither side has', 'a disconnector that Entra does not have'],
  },
  {
    file: 'src/gate/connect-exports.ts',
    changes: [['...runs.flatMap((run) => timeProblems(run, at)),', '']],
    noticedBy: ['pending exports after runs of the future', 'pending exports after a run that ended before it began'],
  },
  {
    file: 'src/validation/rules/hard-match-blocked.ts',
    changes: [['...leftBehind(population),', '']],
    noticedBy: ['told: object identifier on an account that nobody matches'],
  },
  {
    file: 'src/evidence/csv/dialect.ts',
    changes: [['return [semicolon, tab].reduce', 'return [tab].reduce']],
    noticedBy: ['another delimiter'],
  },
  {
    file: 'src/evidence/csv/dialect.ts',
    changes: [['return [semicolon, tab].reduce', 'return [semicolon].reduce']],
    noticedBy: ['tabs in UTF-16, as Excel’s Unicode text'],
  },
  {
    file: 'src/evidence/csv/dialect.ts',
    changes: [[' || /^sep=.?$/i.test(firstCell)', '']],
    noticedBy: ['a first line sep=, as Excel reads it'],
  },
  {
    file: 'src/evidence/csv/read.ts',
    changes: [['push: carriageReturns ? (chunk)', 'push: carriageReturns === null ? (chunk)']],
    noticedBy: ['line ends of another system'],
  },
  {
    file: 'src/evidence/csv/dialect.ts',
    changes: [["firstCell.startsWith('#TYPE') || ", '']],
    noticedBy: ['a first line #TYPE, as Windows PowerShell writes it'],
  },
  {
    file: 'src/evidence/text-decoding.ts',
    changes: [[' || (head[0] === 0xfe && head[1] === 0xff)', '']],
    noticedBy: ['another encoding'],
  },
  {
    file: 'src/evidence/records/columns.ts',
    changes: [['return name.toLowerCase().replaceAll', 'return name.replaceAll']],
    noticedBy: ['the header in other letter case'],
  },
  {
    file: 'src/evidence/csv/entra.ts',
    changes: [
      [
        '  const names = new Map([...roles]',
        "  if (header.length > 15 || !/^(id|userprincipalname)/i.test(header[0] ?? '')) log.incomplete(line, withoutImmutableId);\n  const names = new Map([...roles]",
      ],
    ],
    noticedBy: ['columns that say nothing of identity', 'the columns in another order'],
  },
  {
    file: 'src/evidence/csv/entra.ts',
    changes: [["immutableId: cell(row, 'immutableId'),", "immutableId: row.line > 3 ? cell(row, 'immutableId') : '',"]],
    noticedBy: ['the records in another order'],
  },
  {
    file: 'src/evidence/gzip.ts',
    changes: [['if (!isGzip(first.value)) {', 'if (first.value[0] !== 0) {']],
    noticedBy: ['compressed, or not', 'compressed in two members'],
  },
  {
    file: 'src/evidence/graph-json/convert.ts',
    changes: [
      [
        "synced: values.has('synced') ? (synced ?? false) : undefined,",
        "synced: values.has('synced') ? (synced ?? true) : undefined,",
      ],
    ],
    noticedBy: ['the same people in another format'],
  },
];

/** Every relation once, in the order of the fuzzer. */
export function relations(): readonly string[] {
  return [...new Set(cells().map(({ relation }) => relation))];
}

/** Relations that take away what nobody can miss: they notice nothing but a crash. */
export const traceless: ReadonlySet<string> = new Set(
  mutations.filter(({ trace }) => trace === undefined).map(({ name }) => name),
);

/** Relation by relation, a break that it notices. */
export function breaksTable(): string {
  const code = (text: string): string =>
    `\`${text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 80)}\``;
  const instead = (text: string): string => (text === '' ? 'nothing' : code(text));
  const rows = relations()
    .filter((relation) => !traceless.has(relation))
    .map((relation) => {
      const found = breaks.find(({ noticedBy }) => noticedBy.includes(relation));
      const told = found?.changes.map(([text, other]) => `${code(text)} → ${instead(other)}`).join('; ');
      return `| ${relation} | ${found === undefined ? 'none yet' : `${found.file}: ${told}`} |`;
    });
  return ['| relation | the break |', '| --- | --- |', ...rows].join('\n');
}
