# syntax=docker/dockerfile:1
# docker build -t datastorage .

FROM eclipse-temurin:25-jdk-noble AS jre
COPY docker/jre.sh /docker/
RUN sh /docker/jre.sh /jre

FROM maven:3.9-eclipse-temurin-25-noble AS build
WORKDIR /build
COPY pom.xml ./
COPY config config
COPY src/main src/main
COPY docker/layers.sh docker/
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp package -Dmaven.test.skip=true && sh docker/layers.sh target/datastorage-*.jar /layers

FROM ubuntu:noble
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:$PATH LANG=C.UTF-8
COPY --from=jre /jre /opt/java
WORKDIR /application
COPY --from=build /layers/dependencies/ /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
COPY docker/java.options ./
RUN --mount=type=bind,source=docker,target=/docker sh /docker/train.sh /application
# The number, so that Kubernetes can tell that it is not root.
USER 10001:10001
EXPOSE 8080 8081
# A cache that does not fit is not used, and nothing else happens. The service writes to /tmp only.
ENTRYPOINT ["java", "@/application/java.options", "-XX:AOTCache=/application/datastorage.aot", "-jar", "/application/datastorage.jar"]
