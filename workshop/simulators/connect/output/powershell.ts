// What Windows PowerShell 5.1 writes: ConvertTo-Json's own layout and spellings, Set-Content's byte order mark and line ends.

/** A .NET DateTime, in milliseconds since the epoch. */
export class DateTime {
  readonly milliseconds: number;
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }
}

/** A .NET TimeSpan. */
export class TimeSpan {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
}

type Json =
  | string
  | number
  | boolean
  | null
  | DateTime
  | TimeSpan
  | readonly Json[]
  | { readonly [name: string]: Json };
export type PowerShellObject = Readonly<Record<string, Json>>;

/** The bytes of `ConvertTo-Json … | Set-Content -Encoding UTF8`. */
export function jsonFile(value: Json): Buffer {
  return Buffer.from(`\uFEFF${convertToJson(value)}\r\n`, 'utf8');
}

/** The text of `ConvertTo-Json` in Windows PowerShell 5.1: members two blanks behind their name, children under their value. */
export function convertToJson(value: Json, column = 0): string {
  if (value instanceof DateTime) return `"\\/Date(${value.milliseconds})\\/"`;
  if (value instanceof TimeSpan) return convertToJson(membersOfTimeSpan(value), column);
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = column + 4;
  const items = isList
    ? value.map((item: Json) => convertToJson(item, inner))
    : Object.entries(value).map(([name, member]) => {
        const label = `${quoted(name)}:  `;
        return label + convertToJson(member, inner + label.length);
      });
  const [open, close] = isList ? '[]' : '{}';
  const lines = items.map((item) => ' '.repeat(inner) + item).join(',\r\n');
  return `${open}\r\n${lines}\r\n${' '.repeat(column)}${close}`;
}

/** Serializes as JavaScriptSerializer does, which escapes what could end a script. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&'\u0085\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function membersOfTimeSpan({ seconds }: TimeSpan): PowerShellObject {
  return {
    Ticks: seconds * 10_000_000,
    Days: Math.floor(seconds / 86_400),
    Hours: Math.floor(seconds / 3600) % 24,
    Milliseconds: 0,
    Minutes: Math.floor(seconds / 60) % 60,
    Seconds: seconds % 60,
    TotalDays: seconds / 86_400,
    TotalHours: seconds / 3600,
    TotalMilliseconds: seconds * 1000,
    TotalMinutes: seconds / 60,
    TotalSeconds: seconds,
  };
}

/** The bytes of a native program's output behind `>`: UTF-16 with a byte order mark. */
export function redirected(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf16le');
}
