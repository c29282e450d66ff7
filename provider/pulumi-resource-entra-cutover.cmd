@echo off
rem The Pulumi engine starts this as the resource plugin "entra-cutover" on Windows.
node "%~dp0..\dist\provider\main.js" %*
