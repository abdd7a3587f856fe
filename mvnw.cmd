@echo off
rem Runs Maven on JConv with what it needs, as mvnw does elsewhere: a JDK 25 or newer (JAVA_HOME, the PATH, then the
rem newest in the usual folders) and a Maven 3.8.7 or newer, the installed one or the one pinned in
rem .mvn\wrapper\maven-wrapper.properties. Needs curl and tar, which Windows has had since 2018.
rem
rem JCONV_MAVEN_URL, where set, is where the pinned Maven is downloaded from instead.
rem
rem Delayed expansion stays off: it would swallow exclamation marks in paths. So what changes is set in subroutines.
setlocal EnableExtensions DisableDelayedExpansion
for %%r in ("%~dp0.") do set "ROOT=%%~fr"

set "NEWEST=24"
set "JDK="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
if not defined JDK for /f "delims=" %%j in ('where java 2^>nul') do if not defined JDK call :consider "%%~dpj.."
if not defined JDK (
    for %%r in (
        "%ProgramFiles%\Eclipse Adoptium"
        "%ProgramFiles%\Java"
        "%ProgramFiles%\Microsoft"
        "%ProgramFiles%\Zulu"
        "%ProgramFiles%\Amazon Corretto"
        "%ProgramFiles%\BellSoft"
        "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
        "%USERPROFILE%\.jdks"
        "%USERPROFILE%\.gradle\jdks"
    ) do for /d %%j in ("%%~r\*") do call :consider "%%~j"
)
if not defined JDK (
    >&2 echo JConv needs a JDK 25 or newer: install one ^(for example Eclipse Temurin 25^) or set JAVA_HOME to it.
    exit /b 1
)
set "JAVA_HOME=%JDK%"

set "MAVEN="
set "NUMBER=0"
for /f "tokens=3" %%v in ('mvn --version 2^>nul ^| findstr /c:"Apache Maven"') do call :installed %%v
if not defined MAVEN call :pinned || exit /b 1

rem From outside the tree build the whole, from within what stands in the current folder.
set "HERE=%CD%\"
call set "BELOW=%%HERE:%ROOT%\=%%"
if "%BELOW%"=="%HERE%" cd /d "%ROOT%"
call "%MAVEN%" %*
exit /b %ERRORLEVEL%

rem Takes the JDK in folder %1 when it is newer than the newest so far. A JDK is a folder with javac and the file
rem "release", which holds its version.
:consider
set "VERSION=0"
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
    for /f "delims=.-+_" %%m in ("%%~v") do set "VERSION=%%m"
)
if %VERSION% gtr %NEWEST% (
    set "NEWEST=%VERSION%"
    for %%j in ("%~1") do set "JDK=%%~fj"
)
exit /b 0

rem Takes the installed Maven, of version %1, when it is new enough.
:installed
for /f "tokens=1-3 delims=.-" %%a in ("%~1") do set /a "NUMBER=%%a*1000000+%%b*1000+%%c"
if %NUMBER% geq 3008007 set "MAVEN=mvn"
exit /b 0

rem Takes the pinned Maven, downloaded on first use. It is unpacked by way of a temporary folder beside its own, so that
rem its own is whole or not there.
:pinned
for /f "usebackq eol=# tokens=1,* delims==" %%k in ("%ROOT%\.mvn\wrapper\maven-wrapper.properties") do set "%%k=%%l"
set "NAME=%distributionUrl:*/binaries/=%"
set "NAME=%NAME:-bin.tar.gz=%"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "FOLDER=%MAVEN_USER_HOME%\wrapper\jconv"
set "MAVEN=%FOLDER%\%NAME%\bin\mvn.cmd"
if exist "%MAVEN%" exit /b 0
if defined JCONV_MAVEN_URL set "distributionUrl=%JCONV_MAVEN_URL%"
set "PART=%FOLDER%\part.%RANDOM%%RANDOM%"
md "%PART%" || exit /b 1
call :fetch
set "FETCHED=%ERRORLEVEL%"
rd /s /q "%PART%"
exit /b %FETCHED%

:fetch
>&2 echo Downloading %distributionUrl%
"%SystemRoot%\System32\curl.exe" --fail --silent --show-error --location --output "%PART%\maven.tar.gz" "%distributionUrl%"
if errorlevel 1 (
    >&2 echo JConv needs Maven 3.8.7 or newer: no such is installed, and %distributionUrl% could not be downloaded.
    exit /b 1
)
"%SystemRoot%\System32\certutil.exe" -hashfile "%PART%\maven.tar.gz" SHA512 | findstr /i /x /c:"%distributionSha512Sum%" >nul
if errorlevel 1 (
    >&2 echo JConv needs Maven 3.8.7 or newer: no such is installed, and what came from %distributionUrl% was thrown away because its SHA-512 is not the pinned one.
    exit /b 1
)
"%SystemRoot%\System32\tar.exe" -xf "%PART%\maven.tar.gz" -C "%PART%" || exit /b 1
rem Another mvnw may have been faster: then its folder serves as well.
if not exist "%FOLDER%\%NAME%" move "%PART%\%NAME%" "%FOLDER%\%NAME%" >nul
exit /b 0
