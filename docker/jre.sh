#!/bin/sh
# Makes a Java runtime of the modules that the service needs.
#
#   jre.sh DIRECTORY
set -eu
# What jdeps finds in the libraries, and what they look for by name: JMX, JNDI, TLS with elliptic curves, and the
# instrumentation of virtual threads.
modules=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http
modules=$modules,java.prefs,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.xml
modules=$modules,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.naming.dns,jdk.unsupported
jlink --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress=zip-6 --output "$1"
