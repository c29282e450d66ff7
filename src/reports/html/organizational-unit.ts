/** The container of a distinguished name as it is written there, without the object's own part: a unit to filter by. */
export function organizationalUnit(distinguishedName: string | undefined): string | undefined {
  const comma = /(?<!\\),/.exec(distinguishedName ?? '');
  return comma === null || distinguishedName === undefined
    ? undefined
    : distinguishedName.slice(comma.index + 1).trim();
}
