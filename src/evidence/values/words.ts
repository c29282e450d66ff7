// Programs write words where a value is missing, or where they could not write it. Each is told by its whole text.

/** How a .NET type name begins: as much of it as tells, and nothing of what a program may call its own types. */
export const typeNameStart: RegExp =
  /^(System\.((?=\w+\[\])|Guid$|DBNull$|(Collections|DirectoryServices|Management|Security)\.)|Microsoft\.(ActiveDirectory|Graph|Open|Online|Exchange)\.)/;
/** How PowerShell prints an object with properties. */
const objectText = /^@\{.*\}$/s;
/** In the languages of Excel, where no sign at the end tells. */
const excelWord = /^#(N\/A|N\/D|NV|ND|I\/T|SAKNAS!|#+)$/i;
const excelError = /^#[\p{L}\p{N}/_¡¿]{1,16}[!?]$/iu;
/** The spelling of a number that is too long for a cell. */
export const excelNumber: RegExp = /\d([.,]\d+)?E\+\d{2,3}/i;
const wholeExcelNumber = new RegExp(`^${excelNumber.source}$`, 'i');
const noValue = /^(null|none|[(<[]null[)>\]])$/i;

/** True for the .NET type name that PowerShell prints instead of the values of a list, byte array or object. */
export function isTypeName(text: string): boolean {
  return (text.startsWith('System.') || text.startsWith('Microsoft.')) && typeNameStart.test(text);
}

/** True for a number as Excel shows a long one (`1,23457E+11`): its last digits are lost. */
export function isExcelNumber(text: string): boolean {
  return wholeExcelNumber.test(text);
}

/** True for the word that Excel shows in the place of a value, in any of its languages; one that ends with a sign is told by that. */
export function isExcelWord(text: string): boolean {
  return excelWord.test(text);
}

/** True for what databases and scripts write where there is no value. */
export function isNoValue(text: string): boolean {
  return noValue.test(text);
}

/**
 * What is known of a word that stands in the place of a value, with the program that wrote it, as a clause; undefined for a
 * value. A display name may be any word: do not ask for one.
 */
export function wordInstead(text: string): string | undefined {
  const word = text.trim();
  if (isTypeName(word)) return 'Export-Csv wrote the name of a type instead of the value';
  if (objectText.test(word)) return 'PowerShell printed an object instead of the value';
  if (word.startsWith('#') && (excelError.test(word) || isExcelWord(word)))
    return 'Excel shows this where it took the value for a formula or could not show it';
  if (isNoValue(word)) return 'databases and scripts write this word for “no value”';
  return undefined;
}

/**
 * What to say of a number where a word belongs: ConvertTo-Json writes the words of an enumeration so ("ConvertTo-Json", -EnumsAsStrings),
 * and which word it stands for is not documented.
 */
export function numberInsteadOfWord(name: string, value: string): string {
  return `${name} is ${value}, a number that ConvertTo-Json writes instead of a word, and nothing says which. Put Select-Object *,@{n='${name}';e={"$($_.${name})"}} -ExcludeProperty ${name} before ConvertTo-Json, and export it again.`;
}
