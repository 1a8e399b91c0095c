# Registers the Reparo printer daemon as a task that starts with Windows, before anybody signs in, and starts again when
# it ends. Run once as an administrator, beside printer-daemon.js and config.json:
#   powershell -ExecutionPolicy Bypass -File install-windows.ps1 -Server taller.example.com -Printers 192.168.1.0/24:9100
# With -Pair ABCD-2345 it fetches this computer's key first. With -Remove it takes the task away and leaves the data.
param(
  [string]$Server,
  [string]$Printers,
  [string]$Pair = "",
  [string]$Deno = "",
  [switch]$Remove
)
$ErrorActionPreference = "Stop"
$TaskName = "Reparo printer daemon"

if ($Remove) {
  Stop-ScheduledTask -TaskName $TaskName -ErrorAction SilentlyContinue
  Unregister-ScheduledTask -TaskName $TaskName -Confirm:$false
  exit 0
}
if (-not $Server -or -not $Printers) { throw "Name -Server and -Printers, as in the first lines of this file." }
if (-not $Deno) { $Deno = (Get-Command deno.exe).Source }

$Program = Join-Path $env:ProgramFiles "Reparo printer daemon"
$Data = Join-Path $env:ProgramData "Reparo printer daemon"
New-Item -ItemType Directory -Force -Path $Program, $Data | Out-Null
Copy-Item -Force (Join-Path $PSScriptRoot "printer-daemon.js") $Program
Copy-Item -Force $Deno (Join-Path $Program "deno.exe")
$Config = Join-Path $Data "config.json"
if (-not (Test-Path $Config)) { Copy-Item (Join-Path $PSScriptRoot "config.json") $Config }

# The key is in the data folder: the service's account and administrators alone may read it. SIDs, because names of
# accounts are translated: S-1-5-19 is Local Service, S-1-5-32-544 the administrators, S-1-5-18 the system.
icacls $Data /inheritance:r /grant "*S-1-5-19:(OI)(CI)M" "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F" | Out-Null
if ($LASTEXITCODE -ne 0) { throw "The data folder could not be closed to others." }

$Leave = @(
  "run", "--no-config", "--no-remote", "--no-npm", "--no-prompt", "--no-code-cache", "--v8-flags=--max-semi-space-size=1,--lite-mode",
  "--allow-net=$Server,127.0.0.1:9631,$Printers",
  "`"--allow-read=$Data`"", "`"--allow-write=$Data`"",
  "`"$(Join-Path $Program 'printer-daemon.js')`""
) -join " "

if ($Pair) {
  $Words = "$Leave pair $Pair --config `"$Config`""
  $Paired = Start-Process -FilePath (Join-Path $Program "deno.exe") -ArgumentList $Words -NoNewWindow -Wait -PassThru
  if ($Paired.ExitCode -ne 0) { throw "Pairing failed with code $($Paired.ExitCode)." }
}

$Action = New-ScheduledTaskAction -Execute (Join-Path $Program "deno.exe") -WorkingDirectory $Data `
  -Argument "$Leave run --config `"$Config`""
$Trigger = New-ScheduledTaskTrigger -AtStartup
$Account = New-ScheduledTaskPrincipal -UserId "S-1-5-19" -LogonType ServiceAccount -RunLevel Limited
$Settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
  -ExecutionTimeLimit ([TimeSpan]::Zero) -MultipleInstances IgnoreNew -AllowStartIfOnBatteries `
  -DontStopIfGoingOnBatteries -StartWhenAvailable
Register-ScheduledTask -Force -TaskName $TaskName -Action $Action -Trigger $Trigger -Principal $Account `
  -Settings $Settings | Out-Null
Start-ScheduledTask -TaskName $TaskName
Write-Output "Started. Its state is on http://127.0.0.1:9631"
