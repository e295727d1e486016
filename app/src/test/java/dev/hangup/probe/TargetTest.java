package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may type, and what may be measured without further ado. */
class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "http://a.test, http://a.test/",
        "https://a.test/b, https://a.test/b",
        "https://a.test:443, https://a.test/",
        "http://a.test:8080/b?secret=1, http://a.test:8080/b",
        "a.test:8080, http://a.test:8080/",
        "a.test:443, https://a.test/",
        "[::1]:8080, http://[::1]:8080/",
        "http://[::1]/, http://[::1]/",
        "http://[fe80::1%25eth0]:81/, http://[fe80::1]:81/"
    })
    void urlAndHostWithPortAreUnderstood(String typed, String told) {
        assertThat(Target.parse(typed).text()).isEqualTo(told);
    }

    @Test
    void zoneOfALinkLocalAddressIsKept() {
        assertThat(Target.parse("http://[fe80::1%25eth0]/").host()).isEqualTo("fe80::1%eth0");
    }

    @Test
    void queryIsSentButNotTold() {
        assertThat(Target.parse("http://a.test/b?c=d").path()).isEqualTo("/b?c=d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.test",
                "ftp://a.test/",
                "http://me@a.test/",
                "http://a b/",
                "a:b:c",
                "a.test:70000",
                "",
                "http://"
            })
    void whatIsNeitherIsRefused(String typed) {
        assertThatThrownBy(() -> Target.parse(typed)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "10.1.2.3, true",
        "172.16.0.1, true",
        "192.168.1.1, true",
        "169.254.1.1, true",
        "::1, true",
        "fe80::1, true",
        "fd00::1, true",
        "192.0.2.1, false",
        "172.32.0.1, false",
        "100.64.0.1, false",
        "2001:db8::1, false",
        "0.0.0.0, false"
    })
    void onlyThisMachineAndPrivateNetworksNeedNobodysLeave(String address, boolean near) throws UnknownHostException {
        assertThat(Target.isNear(InetAddress.getByName(address))).isEqualTo(near);
    }
}
