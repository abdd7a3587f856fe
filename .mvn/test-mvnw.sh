#!/bin/sh
# Tests mvnw and find-jdk.sh on simulated machines: each has the commands listed below, an empty home and nothing else.
# Part of `./mvnw verify`; needs no network.
#
#   sh .mvn/test-mvnw.sh        # silent and 0 when all holds
set -eu

root=$(cd "$(dirname "$0")/.." && pwd -P)
# shellcheck source=.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
find_jdk || exit 1
jdk=$JAVA_HOME
lab=$(mktemp -d)
trap 'rm -rf "$lab"' EXIT

# A project with the scripts only, in a folder whose name has a space.
project="$lab/a project"
mkdir -p "$project/.mvn/wrapper" "$project/module" "$lab/bin" "$lab/elsewhere" "$lab/no jdks" "$lab/jdks"
cp "$root/mvnw" "$project/"
cp "$root/.mvn/find-jdk.sh" "$project/.mvn/"
for command in sh ls sed dirname mkdir mktemp rm mv tr gzip tar sha512sum curl; do
    ln -s "$(command -v $command)" "$lab/bin/$command"
done

# fake_jdk FOLDER VERSION [jre]: what find-jdk.sh takes for a JDK; its java is never started.
fake_jdk() {
    mkdir -p "$1/bin"
    echo "JAVA_VERSION=\"$2\"" >"$1/release"
    printf '#!/bin/sh\nexit 1\n' >"$1/bin/java"
    chmod +x "$1/bin/java"
    [ "${3:-}" = jre ] || cp "$1/bin/java" "$1/bin/javac"
}

# A Maven that tells what it was started with, as an installed command and as a distribution to download.
fake_maven() {
    mkdir -p "$1"
    cat >"$1/mvn" <<END
#!/bin/sh
if [ "\$1" = --version ]; then echo "Apache Maven $2 (fake)"; exit; fi
echo "maven=$2 jdk=\$JAVA_HOME in=\$PWD args=\$*"
END
    chmod +x "$1/mvn"
}

pin() {
    archive=$lab/apache-maven-3.9.99-bin.tar.gz
    sum=$(sha512sum "$archive")
    printf 'distributionUrl=%s\r\ndistributionSha512Sum=%s\r\n' "file://$archive" "${sum%% *}" \
        >"$project/.mvn/wrapper/maven-wrapper.properties"
}

fake_maven "$lab/new maven" 3.8.7
fake_maven "$lab/old maven" 3.8.6
fake_maven "$lab/apache-maven-3.9.99/bin" 3.9.99
(cd "$lab" && tar -cf - apache-maven-3.9.99 | gzip >apache-maven-3.9.99-bin.tar.gz)
pin
fake_jdk "$lab/jdk 17" 17.0.15
fake_jdk "$lab/jdks/a 25" 25.0.3
fake_jdk "$lab/jdks/b 26" 26-ea
fake_jdk "$lab/jdks/c 27 jre" 27 jre
fake_jdk "$lab/jdks/d 1.8" 1.8.0_402
ln -s "$lab/jdk 17/bin/java" "$lab/java 17"
mkdir "$lab/default 17"
ln -s "../java 17" "$lab/default 17/java"

# on VARIABLE=VALUE... COMMAND...: runs the command on the bare machine, plus these variables.
on() {
    env -i "HOME=$lab/home" "$@" 2>&1
}

checks=0
expect() {
    checks=$((checks + 1))
    case $2 in
        *"$1"*) ;;
        *)
            printf 'test-mvnw.sh, check %s: expected\n  %s\nbut got\n  %s\n' "$checks" "$1" "$2" >&2
            exit 1
            ;;
    esac
}

no_jdk="JConv needs a JDK 25 or newer: install one (for example Eclipse Temurin 25) or set JAVA_HOME to it."
with_maven="$lab/new maven:$lab/bin"

# The JDK: a good JAVA_HOME stands; a bad one, an old one and an old default give way to the newest JDK, never a JRE.
expect "jdk=$jdk in" "$(on PATH="$with_maven" JAVA_HOME="$jdk" "$project/mvnw" verify)"
for bad in "$lab/nowhere" "$lab/jdk 17" "$lab/jdks/c 27 jre" ""; do
    expect "jdk=$lab/jdks/b 26 in" \
        "$(on PATH="$with_maven" JAVA_HOME="$bad" JCONV_JDK_FOLDER="$lab/jdks" "$project/mvnw" verify)"
done
expect "jdk=$lab/jdks/b 26 in" \
    "$(on PATH="$lab/default 17:$with_maven" JCONV_JDK_FOLDER="$lab/jdks" "$project/mvnw" verify)"
ln -s "$lab/jdks/a 25/bin/java" "$lab/bin/java"
expect "jdk=$lab/jdks/a 25 in" "$(on PATH="$with_maven" JCONV_JDK_FOLDER="$lab/no jdks" "$project/mvnw" verify)"
rm "$lab/bin/java"

# No JDK at all, or only an old one: one plain sentence, and failure.
for path in "$with_maven" "$lab/default 17:$with_maven"; do
    refused=$(on PATH="$path" JCONV_JDK_FOLDER="$lab/no jdks" "$project/mvnw" verify || echo "rc=$?")
    expect "$no_jdk" "$refused"
    expect "rc=1" "$refused"
done

# Maven's enforcer, which speaks where mvnw is not used, says the same.
grep -qF "$no_jdk" "$root/pom.xml"

# The folder: the whole from outside, also through a link; what stands here from within.
here="JAVA_HOME=$jdk"
expect "in=$project args=-q verify" "$(cd "$lab/elsewhere" && on PATH="$with_maven" "$here" "$project/mvnw" -q verify)"
ln -s "../a project/mvnw" "$lab/elsewhere/build"
expect "in=$project args=verify" "$(cd "$lab" && on PATH="$with_maven" "$here" elsewhere/build verify)"
expect "in=$project/module args=verify" "$(cd "$project/module" && on PATH="$with_maven" "$here" ../mvnw verify)"

# The Maven: an installed one that is new enough, else the pinned one, downloaded once.
expect "maven=3.8.7" "$(on PATH="$with_maven" "$here" "$project/mvnw" verify)"
expect "left=." "left=$(find "$lab" -name home)."
expect "rc=1" "$(on PATH="$lab/bin" "$here" JCONV_MAVEN_URL="file://$lab/nowhere" "$project/mvnw" verify || echo "rc=$?")"
expect "Downloading file://$lab/apache-maven-3.9.99" "$(on PATH="$lab/old maven:$lab/bin" "$here" "$project/mvnw" verify)"
mv "$lab/apache-maven-3.9.99-bin.tar.gz" "$lab/gone"
expect "maven=3.9.99" "$(on PATH="$lab/bin" "$here" "$project/mvnw" verify)"
rm -r "${lab:?}/home"

# A download that is not the pinned file is refused, and nothing of it is left.
echo corrupted >>"$lab/gone"
refused=$(on PATH="$lab/bin" "$here" JCONV_MAVEN_URL="file://$lab/gone" "$project/mvnw" verify || echo "rc=$?")
expect "its SHA-512 is not the pinned one" "$refused"
expect "rc=1" "$refused"
expect "left=." "left=$(find "$lab/home" -type f -o -name 'part.*')."
