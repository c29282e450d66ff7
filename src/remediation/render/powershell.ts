import { encodeBase64 } from '../../domain/base64.js';
import { graphWrites } from '../../domain/permissions.js';
import { type Binding, multivaluedAttributes } from '../../domain/remediation.js';
import { utf8 } from '../../domain/source-anchor.js';
import { escapeControls } from '../../reports/escape.js';
import type { Write } from '../order.js';

const prologue = `#Requires -Modules ActiveDirectory, Microsoft.Graph.Authentication
# Repairs in the order in which no two objects ever have one anchor. Each stops the script unless the value is the expected
# one. Before it: Connect-MgGraph -Scopes ${graphWrites.users.permission}, ${graphWrites.identifiers.permission}
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

function Test-Bytes($Object, $Name, $Expected) {
  $now = if ($Object[$Name].Count -gt 0) { [Convert]::ToBase64String($Object[$Name].Value) } else { $null }
  if ($now -cne $Expected) { throw "$($Object.ObjectGUID): $Name is $now, expected $Expected" }
}
function Test-Absent($Object, $Name, $Value, $Multivalued) {
  $there = if ($Multivalued) { @($Object[$Name]) -ccontains $Value } else { $Object[$Name].Count -gt 0 }
  if ($there) { throw "$($Object.ObjectGUID): $Name has a value already" }
}
function Test-Graph($Id, $Version, $Name, $Expected) {
  $user = Invoke-MgGraphRequest -Method GET -Uri "/$Version/users/\${Id}?\`$select=$Name"
  if ($user[$Name] -cne $Expected) { throw "\${Id}: $Name is $($user[$Name]), expected $Expected" }
}
`;

/** All writes as a PowerShell script. Values are single-quoted or Base64, so that none of them is ever code. */
export function renderPowerShell(writes: readonly Write[]): string {
  return [prologue, ...writes.map(statements)].join('\n');
}

function statements(write: Write): string {
  const { person, rule } = write.binding;
  const title = `# ${escapeControls(person)} ${escapeControls(rule)}${write.parks ? ', parked until its old anchor is taken over' : ''}`;
  const lines = write.binding.system === 'activeDirectory' ? onPremises(write) : inEntra(write);
  return `${title}\n${lines.join('\n')}\n`;
}

function onPremises({ binding, from, to }: Write): string[] {
  const { attribute, objectId } = binding;
  const name = quoted(attribute);
  const read = `$object = Get-ADObject -Identity ${quoted(objectId)} -Properties ${name}`;
  if (attribute === 'mS-DS-ConsistencyGuid') {
    const set =
      to === null
        ? `Set-ADObject -Identity $object -Clear ${name}`
        : `Set-ADObject -Identity $object -Replace @{ ${name} = [Convert]::FromBase64String(${quoted(to)}) }`;
    return [read, `Test-Bytes $object ${name} ${from === null ? '$null' : quoted(from)}`, set];
  }
  const value = quoted(to ?? '');
  return [
    read,
    `Test-Absent $object ${name} ${value} $${multivaluedAttributes.has(attribute)}`,
    `Set-ADObject -Identity $object -Add @{ ${name} = ${value} }`,
  ];
}

function inEntra({ binding, from, to }: Write): string[] {
  const { attribute, objectId } = binding;
  if (attribute === 'deletedDateTime')
    return [`Invoke-MgGraphRequest -Method POST -Uri ${quoted(`/v1.0/directory/deletedItems/${objectId}/restore`)}`];
  const version = graphVersion(binding);
  const expected = from === null ? '$null' : quoted(from);
  // A hashtable with $null would be sent as an empty text: the body is JSON (GRAPH-16).
  const body = quoted(JSON.stringify({ [attribute]: to }));
  return [
    `Test-Graph ${quoted(objectId)} '${version}' ${quoted(attribute)} ${expected}`,
    `Invoke-MgGraphRequest -Method PATCH -Uri ${quoted(`/${version}/users/${objectId}`)} -ContentType 'application/json' -Body ${body}`,
  ];
}

/** onPremisesObjectIdentifier exists in beta only (GRAPH-2). */
export function graphVersion({ attribute }: Pick<Binding, 'attribute'>): 'v1.0' | 'beta' {
  return attribute === 'onPremisesObjectIdentifier' ? 'beta' : 'v1.0';
}

/** A PowerShell literal. Typographic quotes end a single-quoted string too, hence Base64 for all that is not plain ASCII. */
function quoted(text: string): string {
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return `([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${encodeBase64(utf8(text))}')))`;
}
