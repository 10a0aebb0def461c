#!/usr/bin/env bash
# start.sh [PORT] [--until-eof]   starts a real HAPI FHIR R4 JPA server (H2 in memory) on 127.0.0.1:PORT (default 0: any free one), base path /fhir.
#   Prints "READY http://127.0.0.1:PORT/fhir after N s pid P" once it answers, and leaves it running; stop it with: kill P
#   With --until-eof the script waits for the server's end, and the server ends when their standard input is closed, so it cannot outlive the caller.
# start.sh --build                only downloads, compiles and makes the class archive; does nothing where that was done
# Environment: HAPI_OPTS   more -D settings (README.md)        HAPI_JAVA_OPTS  memory flags; others than the default do without the class archive
#              HAPI_CACHE  class path, jar, class archive, logs (default ~/.cache/hapi-r4)        HAPI_WAIT  seconds to wait for READY (default 240)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sources=("$here/pom.xml" "$here/src/main/java/HapiServer.java" "$here/logback.xml")
default_opts='-Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1'

fail() { echo "start.sh: $*" >&2; exit 2; }
need() { # need INSTALL COMMAND...
  local install=$1 missing=(); shift
  for name in "$@"; do command -v "$name" > /dev/null || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] || fail "missing: ${missing[*]}; install with: $install"
}
need 'apt-get install openjdk-17-jdk-headless' java javac jar
need 'apt-get install util-linux coreutils findutils' flock setsid sha256sum find
java_version=$(java -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')
[ "${java_version%%.*}" -ge 17 ] || fail "java $java_version is too old; install with: apt-get install openjdk-17-jdk-headless"

root=${HAPI_CACHE:-$HOME/.cache/hapi-r4}
cache=$root/$(cat "${sources[@]}" <(echo "$java_version") | sha256sum | cut -c1-12)
mkdir -p "$cache"

java_command() { # java_command ARGUMENT... : sets `command`
  # shellcheck disable=SC2206 # options are words
  command=(java ${HAPI_JAVA_OPTS:-$default_opts} -Djava.awt.headless=true "$@" ${HAPI_OPTS:-} -cp "$cache/hapi-server.jar:$(cat "$cache/cp")" HapiServer)
}
build() { # the stamp is written last, so an interrupted build starts again
  need 'apt-get install maven' mvn
  rm -rf "${cache:?}"/*
  mvn -B -q -ntp -f "$here/pom.xml" dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$cache/cp" > "$cache/mvn.log" 2>&1 \
    || { cat "$cache/mvn.log" >&2; fail 'maven could not fetch the libraries'; }
  mkdir "$cache/classes"
  javac -nowarn -proc:none -d "$cache/classes" -cp "$(cat "$cache/cp")" "$here/src/main/java/HapiServer.java"
  cp "$here/logback.xml" "$cache/classes/"
  jar -c -f "$cache/hapi-server.jar" -C "$cache/classes" .
  local command
  HAPI_JAVA_OPTS='' HAPI_OPTS='' java_command -XX:ArchiveClassesAtExit="$cache/classes.jsa" -Dhapi.port=0 -Dhapi.until_ready=true
  "${command[@]}" > "$cache/training.log" 2>&1 < /dev/null \
    || { rm -f "$cache/classes.jsa"; echo "start.sh: no class archive, starts will be slower; see $cache/training.log" >&2; }
  touch "$cache/built"
}
usable() { [ -f "$cache/built" ] && ! tr ':' '\n' < "$cache/cp" | while read -r jar; do [ -f "$jar" ] || echo missing; done | grep -q .; }
usable || (flock 9; usable || build) 9> "$root.lock"

port=${1:-0}
if [ "$port" = --build ]; then echo "built in $cache"; exit 0; fi
[[ "$port" =~ ^[0-9]+$ ]] || fail "\`$port\` is not a port; usage: start.sh [PORT] [--until-eof] or start.sh --build"
arguments=(-Dhapi.port="$port")
[ -n "${HAPI_JAVA_OPTS:-}" ] || [ ! -f "$cache/classes.jsa" ] || arguments+=(-XX:SharedArchiveFile="$cache/classes.jsa" -Xshare:auto)
if [ "${2:-}" = --until-eof ]; then arguments+=(-Dhapi.until_eof=true); else exec < /dev/null; fi

find "$cache" -name 'server-*.log' -mtime +7 -delete
log=$cache/server-$$.log
java_command "${arguments[@]}"
setsid nohup "${command[@]}" > "$log" 2>&1 <&0 &
pid=$!
trap 'kill "$pid" 2> /dev/null || true' INT TERM HUP
for _ in $(seq 1 "$((${HAPI_WAIT:-240} * 5))"); do
  if grep -q '^READY ' "$log"; then
    sed -n "s/^READY .*/& pid $pid/p" "$log"
    [ "${2:-}" != --until-eof ] || wait "$pid"
    exit 0
  fi
  kill -0 "$pid" 2> /dev/null || { echo "start.sh: the server ended; its log: $log" >&2; tail -40 "$log" >&2; exit 1; }
  sleep 0.2
done
echo "start.sh: not ready in time; its log: $log" >&2
tail -40 "$log" >&2
kill "$pid" 2> /dev/null || true
exit 1
