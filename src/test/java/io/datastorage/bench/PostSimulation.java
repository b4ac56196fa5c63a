package io.datastorage.bench;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.tryMax;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;

import java.time.Duration;

/**
 * What {@link Posts} has Gatling do. In a closed load each user has a connection of its own; in an open one each request
 * is a new user and takes whatever connection is free. What is not answered 201 is sent again, as clients do after 503.
 */
public final class PostSimulation extends Simulation {
    private static final int TRIES = 5;

    public PostSimulation() {
        Posts posts = Posts.current();
        HttpProtocolBuilder protocol = http.baseUrls(posts.servers()).contentTypeHeader("application/json")
                .acceptHeader("application/json").disableCaching();
        ChainBuilder post = exec(posts::next)
                .exec(tryMax(TRIES).on(exec(posts::sent).exec(http("post").post(posts.path())
                        .body(ByteArrayBody(Posts::body))
                        .check(status().saveAs(Posts.STATUS), status().is(201)))))
                .exec(posts::answered);
        setUp(load(posts, post).protocols(posts.connections() > 0 ? protocol : protocol.shareConnections()));
    }

    private static PopulationBuilder load(Posts posts, ChainBuilder post) {
        if (posts.connections() > 0) {
            return scenario("closed").repeat(posts.count() / posts.connections()).on(post)
                    .injectOpen(atOnceUsers(posts.connections()));
        }
        return scenario("open").exec(post).injectOpen(constantUsersPerSec(posts.perSecond())
                .during(Duration.ofSeconds(posts.count() / posts.perSecond())));
    }
}
