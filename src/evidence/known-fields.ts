type Known<Fields> = { [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] } & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/** The same fields without those whose value is undefined: what evidence does not know is left out of a record. */
export function knownFields<Fields extends object>(fields: Fields): Known<Fields>;
export function knownFields(fields: object): object {
  const known: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value: unknown = Reflect.get(fields, name);
    if (value !== undefined) known[name] = value;
  }
  return known;
}
