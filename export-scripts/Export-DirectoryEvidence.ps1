<#
.SYNOPSIS
  Exports what entra-cutover needs from Active Directory into one LDIF file. Only reads.
.DESCRIPTION
  Run it in Windows PowerShell on a domain controller, or on any computer of the forest; it needs no module. It reads every domain of the
  forest: users, groups with their members, contacts, computers with a certificate, and deleted users (only an administrator sees these).
  The file appears whole or not at all, and its last line says how many entries it has. It holds people's data: keep it where only the
  cutover's team may read.
.EXAMPLE
  .\Export-DirectoryEvidence.ps1 -Path C:\cutover\on-prem.ldf
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory)] [string] $Path,
  # Attributes besides the usual ones, such as a source anchor of your own.
  [string[]] $Attribute = @()
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Those that `entra-cutover collect on-prem` asks for. What the schema does not have (without Exchange, for instance) nobody has.
$names = @(
  'distinguishedName', 'objectGUID', 'mS-DS-ConsistencyGuid', 'objectSid', 'msExchMasterAccountSid', 'objectClass', 'userPrincipalName',
  'sAMAccountName', 'name', 'displayName', 'mail', 'proxyAddresses', 'userAccountControl', 'member', 'groupType', 'isDeleted',
  'isCriticalSystemObject', 'adminDescription', 'mailNickname', 'msExchRecipientTypeDetails', 'manager', 'targetAddress',
  'legacyExchangeDN', 'msRTCSIP-PrimaryUserAddress', 'msExchUsageLocation', 'msExchHideFromAddressLists', 'msExchRecipientDisplayType',
  'employeeID', 'employeeNumber',
  'employeeType', 'cn', 'givenName', 'sn', 'title', 'department', 'company', 'division', 'physicalDeliveryOfficeName', 'telephoneNumber',
  'mobile', 'facsimileTelephoneNumber', 'streetAddress', 'l', 'st', 'postalCode', 'co', 'c', 'preferredLanguage', 'info', 'wWWHomePage',
  'extensionAttribute1', 'extensionAttribute2', 'extensionAttribute3', 'extensionAttribute4', 'extensionAttribute5',
  'extensionAttribute6', 'extensionAttribute7', 'extensionAttribute8', 'extensionAttribute9', 'extensionAttribute10',
  'extensionAttribute11', 'extensionAttribute12', 'extensionAttribute13', 'extensionAttribute14', 'extensionAttribute15'
) + $Attribute
$living = '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=group)(objectClass=contact)(&(objectClass=computer)(userCertificate=*)))'
$deleted = '(&(isDeleted=TRUE)(objectClass=user)(!(objectClass=computer)))'

function New-Searcher($Root, [string] $Filter, [string[]] $Names, [int] $PageSize) {
  $searcher = New-Object System.DirectoryServices.DirectorySearcher($Root, $Filter, $Names)
  $searcher.PageSize = $PageSize
  $searcher.CacheResults = $false
  # Each domain is read from a controller of its own.
  $searcher.ReferralChasing = [System.DirectoryServices.ReferralChasingOption]::None
  return $searcher
}

# As RFC 2849 wants it: text as it is where its letters are safe, else Base64, as bytes always are.
function Format-Value([string] $Name, $Value) {
  if ($Value -is [byte[]]) { return "${Name}:: $([Convert]::ToBase64String($Value))" }
  $text = [Convert]::ToString($Value, [Globalization.CultureInfo]::InvariantCulture)
  if ($Value -is [bool]) { $text = $text.ToUpperInvariant() }
  if ($text -cmatch '\A[!-9;=-~]([ -~]*[!-~])?\z') { return "${Name}: $text" }
  return "${Name}:: $([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))"
}

function Get-GuidText($Entry) {
  return [BitConverter]::ToString($Entry['objectguid'][0]).Replace('-', '')
}

function Write-Entry([string] $Server, $Entry) {
  $script:writer.WriteLine((Format-Value 'dn' $Entry['distinguishedname'][0]))
  foreach ($key in $Entry.PropertyNames) {
    if (@('adspath', 'distinguishedname') -contains $key) { continue }
    $name = $key -replace ';range=.*\z', ''
    foreach ($value in $Entry[$key]) { $script:writer.WriteLine((Format-Value $name $value)) }
    if ($name -ne $key) { Write-Rest $Server (Get-GuidText $Entry) $name $key $Entry[$key].Count }
  }
  # The filter lets no other computer through; the certificate itself says nothing about an identity.
  if ($Entry['objectclass'] -contains 'computer') { $script:writer.WriteLine('userCertificate: present') }
  $script:writer.WriteLine()
  $script:count += 1
}

# A controller gives a long list in parts (member;range=0-1499, then the next); the last one ends in an asterisk.
function Write-Rest([string] $Server, [string] $Guid, [string] $Name, [string] $Key, [int] $From) {
  while (-not $Key.EndsWith('-*')) {
    $object = New-Object System.DirectoryServices.DirectoryEntry("LDAP://$Server/<GUID=$Guid>")
    $searcher = New-Searcher $object '(objectClass=*)' @("$Name;range=$From-*") 0
    $searcher.SearchScope = [System.DirectoryServices.SearchScope]::Base
    $part = $searcher.FindOne()
    if ($null -eq $part) { throw "$Name of the object $Guid came only in part: it was deleted meanwhile. Run the export again." }
    $Key = [string] ($part.Properties.PropertyNames | Where-Object { $_ -like "$Name;range=*" } | Select-Object -First 1)
    if ($Key -eq '') { throw "$Name of the object $Guid came only in part: it changed meanwhile. Run the export again." }
    foreach ($value in $part.Properties[$Key]) { $script:writer.WriteLine((Format-Value $Name $value)) }
    $From += $part.Properties[$Key].Count
  }
}

$whole = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
$partial = "$whole.partial"
# The time is taken before the export begins: what happens meanwhile is then after it.
$at = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
$count = 0
$writer = New-Object System.IO.StreamWriter($partial, $false, (New-Object System.Text.UTF8Encoding($false)))
try {
  $writer.WriteLine('version: 1')
  # What ldapsearch and ldbsearch write around a search: a reader then misses the end of a file that was cut.
  $writer.WriteLine('# LDAPv3')
  $writer.WriteLine()
  foreach ($domain in [System.DirectoryServices.ActiveDirectory.Forest]::GetCurrentForest().Domains) {
    $server = $domain.FindDomainController().Name
    $root = New-Object System.DirectoryServices.DirectoryEntry("LDAP://$server")
    # A search may end early without a word. So the objects are listed first, in pages of another size, and what is missing is looked up.
    $listed = New-Object 'System.Collections.Generic.HashSet[string]'
    foreach ($found in (New-Searcher $root $living @('objectGUID') 900).FindAll()) { [void] $listed.Add((Get-GuidText $found.Properties)) }
    if ($listed.Count -eq 0) { throw "The domain $($domain.Name) shows nobody: run this as an account that may read it." }
    foreach ($found in (New-Searcher $root $living $names 1000).FindAll()) {
      Write-Entry $server $found.Properties
      [void] $listed.Remove((Get-GuidText $found.Properties))
    }
    foreach ($guid in $listed) {
      if ([System.DirectoryServices.DirectoryEntry]::Exists("LDAP://$server/<GUID=$guid>")) {
        throw "The controller $server listed the object $guid and did not show it. Run the export again."
      }
    }
    $searcher = New-Searcher $root $deleted $names 1000
    $searcher.Tombstone = $true
    foreach ($found in $searcher.FindAll()) { Write-Entry $server $found.Properties }
  }
  $writer.WriteLine('# search result')
  $writer.WriteLine("# returned $count records")
  $writer.Close()
  Move-Item -Force -LiteralPath $partial -Destination $whole
} finally {
  $writer.Dispose()
  if (Test-Path -LiteralPath $partial) { Remove-Item -LiteralPath $partial }
}
Write-Output "Exported $count entries into $whole. Take it to where entra-cutover is installed, and there:"
Write-Output "  npx entra-cutover collect on-prem --from $(Split-Path -Leaf $whole) --exported-at $at --output evidence/on-prem.ndjson.gz"
