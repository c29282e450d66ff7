import { kindOf } from './members.js';
import { Unparsable } from './unparsable.js';
import type { Share } from './values.js';

const labelled = /^([^\s:][^:]*?)(\s*)(:)(\s*)(.*)$/s;

/** True for a line that starts a list as PowerShell prints it: `Name : Value`. */
export function isListLine(line: string): boolean {
  return /^[^\s:",;<{[][^:",;\t<]*:(\s|$)/.test(line);
}

/**
 * What PowerShell prints as a list, `Name : Value`. What goes on in the next line is nobody's known member any more.
 *
 * @throws Unparsable for a line that has no name and continues none.
 */
export function shareList(text: string, share: Share): string {
  let open = false;
  return text
    .split(/(\r?\n)/)
    .map((line, index) => {
      if (index % 2 === 1 || line.trim() === '') return line;
      const [, label = '', blanks = '', colon = '', gap = '', value = ''] = labelled.exec(line) ?? [];
      if (label !== '') {
        open = true;
        const name = share.name(label);
        const padding = ' '.repeat(Math.max(blanks.length + label.length - name.length, Math.min(blanks.length, 1)));
        return name + padding + colon + gap + share.value(value, kindOf(label));
      }
      if (open && /^\s/.test(line)) return share.value(line, 'data');
      throw new Unparsable('this line is not “Name : Value” and does not continue one', index / 2 + 1);
    })
    .join('');
}
