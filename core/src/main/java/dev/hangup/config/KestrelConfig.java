package dev.hangup.config;

import java.util.ArrayList;
import java.util.List;

/** ASP.NET Core's {@code appsettings.json}, where it has a section for Kestrel. */
final class KestrelConfig implements TreeFormat.Kind {
    @Override
    public boolean recognises(String beginning) {
        return beginning.contains("\"Kestrel\"")
                && (beginning.contains("\"Limits\"") || beginning.contains("\"Endpoints\""));
    }

    @Override
    public void read(Source source, Tree document, List<HopEnd> into) {
        Tree kestrel = document.at("Kestrel");
        if (kestrel == Tree.NOTHING) {
            return;
        }
        List<Setting> settings = new ArrayList<>();
        Tree limits = kestrel.at("Limits");
        limits.setting(
                settings, SettingKind.IDLE_TIMEOUT, "Limits.KeepAliveTimeout", Notation.DOTNET, "KeepAliveTimeout");
        limits.setting(
                settings,
                SettingKind.HEADER_TIMEOUT,
                "Limits.RequestHeadersTimeout",
                Notation.DOTNET,
                "RequestHeadersTimeout");
        List<Address> addresses = new ArrayList<>();
        for (Tree endpoint : kestrel.at("Endpoints").values()) {
            boolean isTls = endpoint.textAt("Url").startsWith("https");
            String host = endpoint.textAt("Url").replaceFirst("^https?://", "").replaceFirst("/.*", "");
            addresses.add(Address.of(host, isTls ? 443 : 80));
        }
        into.add(new HopEnd("kestrel", Role.SERVER, "", addresses, settings, kestrel.place()));
    }
}
