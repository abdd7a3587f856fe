# shellcheck shell=sh
#
# Finds the JDK that JConv needs. Sourced, not run: mvnw and bench/conv share it.
#
#   . "$root/.mvn/find-jdk.sh"
#   find_jdk || exit 1              # JAVA_HOME is now exported, or one plain sentence stands on stderr
#
# The order: JAVA_HOME, the java on the PATH, then the newest JDK in the usual folders. A JDK is a folder with
# bin/javac and the file "release" that every JDK build carries; its version is read from that file, because starting
# each candidate to ask for it would take longer than the build's own start.
#
# JCONV_JDK_FOLDER, where set, replaces the usual folders: the tests use it to simulate a machine without a JDK.

find_jdk() {
    if JAVA_HOME=$(_jdk_choose); then
        export JAVA_HOME
    else
        echo "JConv needs a JDK 25 or newer: install one (for example Eclipse Temurin 25) or set JAVA_HOME to it." >&2
        return 1
    fi
}

# The functions below run in the subshell of find_jdk, so that their variables stay theirs.

_jdk_choose() {
    if [ -n "${JAVA_HOME:-}" ] && [ "$(_jdk_version "$JAVA_HOME")" -ge 25 ]; then
        printf '%s\n' "$JAVA_HOME"
        return 0
    fi
    home=$(_jdk_on_path) && [ "$(_jdk_version "$home")" -ge 25 ] && printf '%s\n' "$home" && return 0
    _jdk_newest
}

# The feature version of the JDK in folder $1; 0 where there is none.
_jdk_version() {
    version=0
    if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release")
    fi
    echo "${version:-0}"
}

# The home of the java on the PATH, its symbolic links followed: distributions link /usr/bin/java twice.
_jdk_on_path() {
    file=$(command -v java) || return 1
    while [ -h "$file" ]; do
        link=$(ls -ld "$file")
        link=${link#*" -> "}
        case $link in
            /*) file=$link ;;
            *) file=${file%/*}/$link ;;
        esac
    done
    (cd "${file%/*}/.." 2>/dev/null && pwd -P)
}

_jdk_newest() {
    if [ -n "${JCONV_JDK_FOLDER:-}" ]; then
        set -- "$JCONV_JDK_FOLDER"/*
    else
        set -- /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
            "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.gradle/jdks/* \
            /Library/Java/JavaVirtualMachines/*/Contents/Home \
            "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
            /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
            /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
    fi
    newest=24
    home=
    for candidate; do
        version=$(_jdk_version "$candidate")
        if [ "$version" -gt "$newest" ]; then
            newest=$version
            home=$candidate
        fi
    done
    [ -n "$home" ] && printf '%s\n' "$home"
}
