<#
.SYNOPSIS
  Exports what entra-cutover needs from an Entra Connect server, and a manifest with the time of each file. Only reads.
.DESCRIPTION
  Run it on the server, as a member of ADSyncAdmins, in Windows PowerShell. It starts no synchronization and changes no
  setting. The folder holds people's data: keep it where only the cutover's team may read.
.EXAMPLE
  .\Export-ConnectEvidence.ps1 -Connector 'corp.onmicrosoft.com - AAD' -Folder C:\cutover\connect
#>
[CmdletBinding()]
param(
  # The name of the Entra connector, as Get-ADSyncConnector shows it.
  [Parameter(Mandatory)] [string] $Connector,
  [Parameter(Mandatory)] [string] $Folder
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
Import-Module ADSync

$known = (Get-ADSyncConnector).Name
if ($known -notcontains $Connector) { throw "There is no connector '$Connector'. There are: $($known -join '; ')" }
$bin = Join-Path ((Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Azure AD Connect').InstallationPath) '..\Microsoft Azure AD Sync\Bin'
if (-not (Test-Path (Join-Path $bin 'csexport.exe'))) { $bin = Join-Path $env:ProgramFiles 'Microsoft Azure AD Sync\Bin' }
$csexport = Join-Path $bin 'csexport.exe'
New-Item -ItemType Directory -Force $Folder | Out-Null
$files = @()

# The time is taken before each export begins: what happens meanwhile is then after it.
function Add-Evidence([string] $Kind, [string] $Name, [scriptblock] $Export) {
  $path = Join-Path $Folder $Name
  $at = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
  if (Test-Path $path) { Remove-Item $path }
  & $Export $path
  $script:files += [ordered]@{
    kind = $Kind; path = $Name; exportedAt = $at; sha256 = (Get-FileHash -Algorithm SHA256 $path).Hash.ToLowerInvariant()
  }
}

function Export-ConnectorSpace([string] $Path, [string] $Filter, [string] $Name = $Connector) {
  & $csexport $Name $Path "/f:$Filter" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "csexport /f:$Filter of '$Name' ended with $LASTEXITCODE." }
}

Add-Evidence 'pendingExports' 'pending-exports.xml' { param($path) Export-ConnectorSpace $path 'x' }
# What would be written to Active Directory is exported too: one list for each of its connectors.
$number = 0
foreach ($directory in @(Get-ADSyncConnector | Where-Object { $_.ConnectorTypeName -eq 'AD' })) {
  $number += 1
  Add-Evidence 'pendingExports' "pending-exports-directory-$number.xml" { param($path) Export-ConnectorSpace $path 'x' $directory.Name }
}
Add-Evidence 'disconnectors' 'disconnectors.xml' { param($path) Export-ConnectorSpace $path 's' }
Add-Evidence 'exportErrors' 'export-errors.xml' { param($path) Export-ConnectorSpace $path 'e' }
Add-Evidence 'syncStatus' 'sync-status.json' {
  param($path)
  $steps = @{ n = 'RunStepResults'; e = { @($_.RunStepResults | Select-Object 'StepNumber', 'StepResult', 'ExportAdd', 'ExportUpdate', 'ExportDelete', 'ExportDeleteAdd', 'ExportFailure') } }
  $runs = Get-ADSyncRunProfileResult -NumberRequested 1000 -RunStepDetails |
    Select-Object 'RunHistoryId', 'ConnectorName', 'RunProfileName', 'Result', 'IsRunComplete', 'StartDate', 'EndDate', $steps
  ConvertTo-Json -Depth 4 @(@(Get-ADSyncScheduler) + @($runs)) | Set-Content -Encoding UTF8 $path
}
Add-Evidence 'connectConfig' 'global-settings.json' {
  param($path)
  Get-ADSyncGlobalSettings | ConvertTo-Json -Depth 5 | Set-Content -Encoding UTF8 $path
}
# The wizard writes the policy, with the ticked containers, each time it is closed: the newest one is in force.
$policies = @(Get-ChildItem (Join-Path $env:ProgramData 'AADConnect') -Filter 'Applied-SynchronizationPolicy-*.JSON' -ErrorAction SilentlyContinue | Sort-Object LastWriteTimeUtc)
if ($policies.Count -gt 0) {
  Add-Evidence 'connectConfig' 'synchronization-policy.json' { param($path) Copy-Item $policies[-1].FullName $path }
} else { Write-Warning 'There is no Applied-SynchronizationPolicy-*.JSON: close the wizard once with Configure, then export again.' }
[ordered]@{ entraCutoverManifest = 1; server = $env:COMPUTERNAME; connector = $Connector; files = $files } |
  ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 (Join-Path $Folder 'manifest.json')
Write-Output "Exported $($files.Count) files and their manifest into $Folder."
