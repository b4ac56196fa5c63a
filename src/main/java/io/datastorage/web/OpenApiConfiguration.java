package io.datastorage.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.List;

/** What the description of the API says beside its operations. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String DESCRIPTION = """
            Keeps audit events, finds them, and proves them.

            **Stored means stored.** 201 is answered after the commit is on disk. The receipt names the event's place \
            in the log (`log_index`) and the hash that seals it (`event_hash`).

            **Sending again is safe.** A request that equals an earlier one in every value is answered with the earlier \
            receipt and `Idempotent-Replay: true`, and nothing is stored twice. Equal means equal in meaning: the order \
            of keys, white space and the spelling of a number do not matter. So two requests that are equal in every \
            value within the window (24 hours unless configured otherwise) count as one. What really happened twice \
            differs in `event_timestamp`, or is told apart by an `Idempotency-Key`. After 503, send again; after any \
            other error, sending the same again will not help.

            **Pages.** Follow `next_cursor` with the parameter `cursor` and the same filters: pages neither shift nor \
            repeat while events arrive. `offset` reaches only so far. With `sort=log_index` the last page has a cursor \
            too: events appended later will be found there.

            **A correlation id must not identify a person.** It stays readable in the log and in every proof; all other \
            free text can be withheld or erased.
            """;

    private static final List<ProblemType> EVERYWHERE = List.of(ProblemType.VALIDATION_ERROR,
            ProblemType.NOT_ACCEPTABLE, ProblemType.INTERNAL_ERROR, ProblemType.DATABASE_ERROR);
    private static final List<ProblemType> WITH_BODY = List.of(ProblemType.REQUEST_TOO_LARGE,
            ProblemType.UNSUPPORTED_MEDIA_TYPE);
    private static final List<ProblemType> SOMEWHERE = List.of(ProblemType.NOT_FOUND,
            ProblemType.IDEMPOTENCY_KEY_REUSED);

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info().title("DataStorage").version("v1").description(DESCRIPTION))
                .servers(List.of(new Server().url("/").description("The server that gave this description")))
                .components(new Components());
    }

    @Bean
    OpenApiCustomizer problems(ProblemSettings settings) {
        return api -> {
            api.getComponents().addSchemas("Problem", ProblemDocument.schema());
            for (var types : List.of(EVERYWHERE, WITH_BODY, SOMEWHERE)) {
                types.forEach(type -> api.getComponents()
                        .addResponses(type.slug(), ProblemDocument.response(type, settings.base())));
            }
            api.getPaths().forEach((path, item) -> {
                if (path.startsWith("/api/")) {
                    item.readOperationsMap().forEach((method, operation) -> {
                        EVERYWHERE.forEach(type -> ProblemDocument.add(type, operation));
                        if (method == HttpMethod.POST) {
                            WITH_BODY.forEach(type -> ProblemDocument.add(type, operation));
                        }
                    });
                }
            });
        };
    }

    @Bean
    OpenApiCustomizer healthDescription() {
        return api -> {
            var ready = ApiSchemas.object("").required("status", ApiSchemas.oneOf("ready", "not_ready"), "")
                    .optional("reason", ApiSchemas.oneOf(NotReady.reasons()), "Why not.").schema();
            ApiOperation.of(api, HttpMethod.GET, "/readyz")
                    .is("readyz", "Health", "Whether the service is ready", "")
                    .answers(200, "Ready.", ready)
                    .answers(503, "Not ready, and why.", ready);
            ApiOperation.of(api, HttpMethod.GET, "/healthz")
                    .is("healthz", "Health", "Whether the process serves", "Also while the database is away.")
                    .answers(200, "It does.",
                            ApiSchemas.object("").required("status", ApiSchemas.oneOf("healthy"), "")
                                    .required("timestamp", ApiSchemas.time(), "").schema());
        };
    }
}
