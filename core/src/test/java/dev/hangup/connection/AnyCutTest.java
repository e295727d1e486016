package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Conversations.Conversation;
import dev.hangup.connection.Dialogue.Seen;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TCP carries bytes and no messages: however a conversation is cut into segments, the same is read in it. */
class AnyCutTest {
    static Stream<Conversation> conversations() {
        return Conversations.all().stream();
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void wholeFlightsAreUnderstood(Conversation conversation) {
        conversation.truth().accept(conversation.dialogue().whole());
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void oneCutAtAnyByteChangesNothing(Conversation conversation) {
        Dialogue dialogue = conversation.dialogue();

        assertThat(dialogue.tellingCuts(1, dialogue.length())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void segmentsOfOneByteAreUnderstood(Conversation conversation) {
        conversation.truth().accept(conversation.dialogue().inPieces(List.of(1)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void anyCutsChangeNothing(@ForAll("any") Conversation conversation, @ForAll("sizes") List<Integer> sizes) {
        Connection cut = conversation.dialogue().inPieces(sizes);

        conversation.truth().accept(cut);
        assertThat(Seen.of(cut)).isEqualTo(Seen.of(conversation.dialogue().whole()));
    }

    /** Nor does it matter how the beginning of a conversation that breaks off was cut. */
    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void anyCutsOfTheBeginningChangeNothing(
            @ForAll("any") Conversation conversation,
            @ForAll @IntRange(min = 1, max = 10_000) int length,
            @ForAll("sizes") List<Integer> sizes) {
        Dialogue dialogue = conversation.dialogue();
        Dialogue beginning = dialogue.first(1 + length % dialogue.length());

        assertThat(Seen.of(beginning.inPieces(sizes))).isEqualTo(Seen.of(beginning.whole()));
    }

    @Provide
    Arbitrary<Conversation> any() {
        return Arbitraries.of(Conversations.all());
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        Arbitrary<Integer> tiny = Arbitraries.integers().between(1, 14);
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 300);
        Arbitrary<Integer> large = Arbitraries.integers().between(300, 1460);
        return Arbitraries.oneOf(tiny, small, large).list().ofMinSize(1).ofMaxSize(12);
    }
}
