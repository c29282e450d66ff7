/** Directory spellings of attribute names: evidence holds them in lower case, messages show them as Active Directory does. */
const spellings: ReadonlyMap<string, string> = new Map(
  [
    'adminDescription',
    'businessPhones',
    'companyName',
    'displayName',
    'employeeID',
    'employeeNumber',
    'employeeType',
    'faxNumber',
    'givenName',
    'jobTitle',
    'mailNickname',
    'mobilePhone',
    'msExchMasterAccountSid',
    'msExchRecipientTypeDetails',
    'officeLocation',
    'postalCode',
    'preferredLanguage',
    'streetAddress',
    'targetAddress',
    'telephoneNumber',
    'usageLocation',
    'userAccountControl',
    ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
  ].map((name) => [name.toLowerCase(), name]),
);

/** The attribute’s name as the directory spells it, or as the evidence has it. */
export function attributeSpelling(name: string): string {
  return spellings.get(name) ?? name;
}
