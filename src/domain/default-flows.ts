/**
 * Graph's property by the attributes that fill it by default, the first that is present winning (lower case; CONNECT-33,
 * CONNECT-35).
 */
export const defaultFlows: readonly (readonly [string, readonly string[]])[] = [
  ['givenname', ['givenname']],
  ['surname', ['sn']],
  ['jobtitle', ['title']],
  ['department', ['department']],
  ['companyname', ['company']],
  ['officelocation', ['physicaldeliveryofficename']],
  ['employeeid', ['employeeid']],
  ['businessphones', ['telephonenumber']],
  ['mobilephone', ['mobile']],
  ['faxnumber', ['facsimiletelephonenumber']],
  ['streetaddress', ['streetaddress']],
  ['city', ['l']],
  ['state', ['st']],
  ['postalcode', ['postalcode']],
  ['country', ['co']],
  ['preferredlanguage', ['preferredlanguage']],
  ['usagelocation', ['msexchusagelocation', 'c']],
  ['manager', ['manager']],
  ['targetaddress', ['targetaddress']],
  ...Array.from({ length: 15 }, (_, index): [string, string[]] => [
    `extensionattribute${index + 1}`,
    [`extensionattribute${index + 1}`],
  ]),
];
