package dev.hangup.diagnosis.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.config.ConfigText;
import dev.hangup.config.HopEnd;
import dev.hangup.config.SettingKind;
import dev.hangup.config.StatedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several resources of Istio for one host. */
class DisputesTest {
    private static String rule(String name, String host, String more) {
        return "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: " + name
                + "}\nspec:\n  host: " + host + "\n" + more + "\n";
    }

    private static String policy(String connectTimeout) {
        return "  trafficPolicy: {connectionPool: {tcp: {connectTimeout: " + connectTimeout + "}}}";
    }

    private static String subset(String name, String connectTimeout) {
        return "  subsets: [{name: " + name + ", trafficPolicy: {connectionPool: {tcp: {connectTimeout: "
                + connectTimeout + "}}}}]";
    }

    private static String service(String name, String spec) {
        return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name + "}\nspec: {"
                + spec + "}\n";
    }

    private static Chain chain(String... texts) {
        List<HopEnd> ends = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            ends.addAll(ConfigText.ends("file" + (i + 1), texts[i]));
        }
        return ChainInference.of(ends);
    }

    private static List<Double> connectTimeouts(Chain chain) {
        return chain.ends().stream()
                .map(end -> Objects.requireNonNull(end.setting(SettingKind.CONNECT_TIMEOUT))
                        .amount())
                .toList();
    }

    @Test
    void subsetsOfSeveralRulesArePutTogether() {
        Chain chain = chain(
                rule("a", "reviews", policy("1s")),
                rule("b", "reviews.default.svc.cluster.local", subset("v1", "2s")),
                rule("c", "reviews", subset("v2", "3s")));

        assertThat(connectTimeouts(chain)).containsExactly(1.0, 2.0, 3.0);
        assertThat(chain.ends())
                .extracting(HopEnd::scope)
                .containsExactly("DestinationRule a", "DestinationRule b subset v1", "DestinationRule c subset v2");
        assertThat(chain.remarks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reviews", "reviews.default.svc.cluster.local"})
    void ofTwoPoliciesForAHostNeitherIsUsedAndThatIsSaid(String host) {
        Chain chain = chain(rule("a", "reviews", policy("1s")), rule("b", host, policy("2s")));

        assertThat(chain.ends()).isEmpty();
        assertThat(chain.remarks())
                .containsExactly("DestinationRule a (file1:1) and DestinationRule b (file2:1) all set the policy of"
                        + " reviews.default.svc.cluster.local, in namespace default; which of them is in force, the files do"
                        + " not say, so none is used");
        assertThat(Rules.check(chain)).isEmpty();
    }

    @Test
    void policyThatSetsNothingOfConnectionsIsARivalToo() {
        Chain chain = chain(
                rule("a", "reviews", policy("1s")),
                rule("b", "reviews", "  trafficPolicy: {loadBalancer: {simple: RANDOM}}"));

        assertThat(chain.ends()).isEmpty();
        assertThat(chain.remarks()).hasSize(1);
    }

    @Test
    void policiesThatAgreeAreOne() {
        Chain chain = chain(rule("a", "reviews", policy("1s")), rule("b", "reviews", policy("1s")));

        assertThat(connectTimeouts(chain)).containsExactly(1.0);
        assertThat(chain.remarks()).isEmpty();
    }

    @Test
    void sameSubsetTwiceIsInDisputeAndOthersAreNot() {
        Chain chain = chain(
                rule("a", "reviews", policy("9s") + "\n" + subset("v1", "1s")),
                rule("b", "reviews", subset("v1", "2s")));

        assertThat(connectTimeouts(chain)).containsExactly(9.0);
        assertThat(chain.remarks()).singleElement().asString().contains("the policy of subset v1 of reviews.default");
    }

    @ParameterizedTest
    @CsvSource({
        "reviews, '{name: b, namespace: shop}', ''",
        "ratings, '{name: b}', ''",
        "reviews, '{name: b}', '  exportTo: [\".\"]'",
        "'*.example.com', '{name: b}', ''"
    })
    void otherHostsNamespacesAndExportsAreNoRivals(String host, String metadata, String more) {
        String other = rule("b", "'" + host + "'", more + "\n" + policy("2s")).replace("{name: b}", metadata);
        Chain chain = chain(rule("a", "reviews", policy("1s")), other);

        assertThat(connectTimeouts(chain)).containsExactly(1.0, 2.0);
        assertThat(chain.remarks()).isEmpty();
    }

    @Test
    void portsOfOneRuleAreNoRivals() {
        Chain chain = chain(rule(
                "a",
                "reviews",
                "  trafficPolicy: {connectionPool: {tcp: {connectTimeout: 1s}}, portLevelSettings: [{port: {number: 80},"
                        + " connectionPool: {tcp: {connectTimeout: 2s}}}]}"));

        assertThat(connectTimeouts(chain)).containsExactly(1.0, 2.0);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 1",
        "'gateways: [mesh, edge], ', 0, 1",
        // Services of gateways are put together.
        "'gateways: [edge], ', 2, 0"
    })
    void twoVirtualServicesOfAHostForSidecarsAreUndefined(String gateways, int weaknesses, int remarks) {
        String route = gateways + "hosts: [%s], http: [{retries: {attempts: %d, retryOn: 5xx}}]";
        Chain chain = chain(
                service("a", route.formatted("reviews", 2)),
                service("b", route.formatted("ratings, reviews.default.svc.cluster.local", 3)));

        assertThat(Rules.check(chain))
                .filteredOn(weakness -> weakness.rule().equals("retry-resends-post"))
                .hasSize(weaknesses);
        assertThat(chain.remarks()).hasSize(remarks);
    }

    @Test
    void routesOfOneVirtualServiceAreNoRivals() {
        Chain chain = chain(service(
                "a", "hosts: [reviews], http: [{timeout: 1s}, {route: []}, {retries: {attempts: 2, retryOn: 5xx}}]"));

        assertThat(chain.ends()).hasSize(2);
        assertThat(chain.remarks()).isEmpty();
    }

    @Test
    void disputeIsToldOfAStatedChainToo() {
        List<HopEnd> ends = new ArrayList<>(ConfigText.ends("a.yaml", rule("a", "reviews", policy("1s"))));
        ends.addAll(ConfigText.ends("b.yaml", rule("b", "reviews", policy("2s"))));
        Chain chain = StatedChain.of(StatedText.chain("chain: [{file: a.yaml}, {software: nginx}]"), ends);

        assertThat(chain.remarks()).anyMatch(remark -> remark.contains("so none is used"));
    }
}
