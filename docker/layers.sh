#!/bin/sh
# Lays the service's jar out as libraries, which seldom change, and the application, which does.
#
#   layers.sh datastorage.jar DIRECTORY
#
# leaves in the directory dependencies, snapshot-dependencies, both with a lib, and application with datastorage.jar.
set -eu
cp "$1" "${TMPDIR:-/tmp}/datastorage.jar"
java -Djarmode=tools -jar "${TMPDIR:-/tmp}/datastorage.jar" extract --layers --destination "$2"
rm "${TMPDIR:-/tmp}/datastorage.jar"
# An empty layer is left out, and COPY does not do without it.
mkdir -p "$2/dependencies" "$2/snapshot-dependencies" "$2/application"
