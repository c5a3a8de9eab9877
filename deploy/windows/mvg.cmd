@echo off
rem Icon on the desktop: runs "mvg klistra" (clipboard to clipboard).
rem In the folder shell:sendto: opens the file that was sent, or dropped on the icon.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
title mvg
if "%~1"=="" (
  py -m converter klistra
) else (
  py -m converter "%~1"
)
echo.
pause
