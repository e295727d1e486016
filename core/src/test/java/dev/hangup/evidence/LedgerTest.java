package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Note;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void manyNotesOfOneFileAreCountedAndTheOthersKept() {
        Ledger ledger = new Ledger();
        for (int i = 0; i < 1000; i++) {
            ledger.add("noisy.pcap", i, "is damaged");
        }
        ledger.add("quiet.pcap", -1, "is empty");

        assertThat(ledger.notes())
                .extracting(Note::text)
                .containsExactly(
                        "noisy.pcap: byte 0: is damaged",
                        "noisy.pcap: byte 1: is damaged",
                        "noisy.pcap: byte 2: is damaged",
                        "noisy.pcap: byte 3: is damaged",
                        "noisy.pcap: byte 4: is damaged",
                        "quiet.pcap: is empty",
                        "noisy.pcap: and 995 more places like these");
    }

    @Test
    void exactlyAsManyNotesAsAreKeptNeedNoCount() {
        Ledger ledger = new Ledger();
        for (int i = 0; i < 5; i++) {
            ledger.add("x.pcap", i, "is damaged");
        }

        assertThat(ledger.notes()).hasSize(5).allMatch(note -> note.offset() >= 0);
    }
}
