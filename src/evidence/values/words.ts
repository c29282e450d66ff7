// Programs write words where a value is missing, or where they could not write it. Each is told by its whole text.

const typeName =
  /^(System\.(\w+\[\]|Guid$|DBNull$|(Collections|DirectoryServices|Management|Security)\.)|Microsoft\.(ActiveDirectory|Graph|Open|Online|Exchange)\.)/;
/** How PowerShell prints an object with properties. */
const objectText = /^@\{.*\}$/s;
const excelError = /^#([\p{L}\p{N}/_¡¿]{1,16}[!?]|N\/A|N\/D|NV|ND|I\/T|SAKNAS!|#+)$/iu;
const excelNumber = /^\d([.,]\d+)?E\+\d{2,3}$/i;
const noValue = /^(null|none|[(<[]null[)>\]])$/i;

/** True for the .NET type name that PowerShell prints instead of the values of a list, byte array or object. */
export function isTypeName(text: string): boolean {
  return (text.startsWith('System.') || text.startsWith('Microsoft.')) && typeName.test(text);
}

/** True for a number as Excel shows a long one (`1,23457E+11`): its last digits are lost. */
export function isExcelNumber(text: string): boolean {
  return excelNumber.test(text);
}

/**
 * What is known of a word that stands in the place of a value, with the program that wrote it, as a clause; undefined for a
 * value. A display name may be any word: do not ask for one.
 */
export function wordInstead(text: string): string | undefined {
  const word = text.trim();
  if (isTypeName(word)) return 'Export-Csv wrote the name of a type instead of the value';
  if (objectText.test(word)) return 'PowerShell printed an object instead of the value';
  if (word.startsWith('#') && excelError.test(word))
    return 'Excel shows this where it took the value for a formula or could not show it';
  if (noValue.test(word)) return 'databases and scripts write this word for “no value”';
  return undefined;
}
