package dev.hangup.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which namespaces an earlier lab left behind. */
class HostTest {
    @Test
    void onlyWhatADeadLabMadeIsLeftOver() {
        long alive = ProcessHandle.current().pid();

        assertThat(Host.isLeftover("hangup-999999999-0-client")).isTrue();
        assertThat(Host.isLeftover("hangup-" + alive + "-0-client")).isFalse();
        assertThat(Host.isLeftover("hangup-mine")).isFalse();
        assertThat(Host.isLeftover("client")).isFalse();
        assertThat(Host.isLeftover("")).isFalse();
    }
}
