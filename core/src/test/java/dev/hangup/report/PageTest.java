package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void textIsBrokenAtSpaces() {
        assertThat(Page.wrap("one two three", 7)).containsExactly("one two", "three");
    }

    @Test
    void wordLongerThanTheLineIsBrokenAnywhere() {
        assertThat(Page.wrap("a 123456789 b", 4)).containsExactly("a", "1234", "5678", "9 b");
    }

    @Test
    void emptyTextIsOneEmptyLine() {
        assertThat(Page.wrap("", 10)).containsExactly("");
    }

    @Test
    void shortenedTextKeepsBothEnds() {
        assertThat(Table.elide("/captures/of/today/client.pcap", 16)).isEqualTo("/cap..lient.pcap");
    }

    @Test
    void clauseBecomesASentence() {
        assertThat(Page.sentence("the path loses packets")).isEqualTo("The path loses packets.");
    }
}
