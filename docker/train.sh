#!/bin/sh
# Starts the service once up to where it would serve, and keeps what the JVM learned in datastorage.aot (JEP 483,
# JEP 514). There is no database: the pool starts without one.
#
#   train.sh DIRECTORY    with datastorage.jar and lib
#
# The cache is good for the same runtime, files and paths, collector, headers of objects and way of addressing the heap
# only. So it is made where the service is run and called as it is there, with the options of the image; whatever the
# machine that builds has, the heap is small.
set -eu
java "@$(dirname "$0")/java.options" -Xmx512m -XX:AOTCacheOutput="$1/datastorage.aot" -Dspring.context.exit=onRefresh \
    -jar "$1/datastorage.jar" \
    --spring.datasource.url=jdbc:postgresql://localhost:1/datastorage --spring.datasource.username=datastorage \
    --spring.liquibase.user=datastorage_owner --server.port=0 --management.server.port=0
test -s "$1/datastorage.aot"
