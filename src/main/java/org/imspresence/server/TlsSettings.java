package org.imspresence.server;

import java.nio.file.Path;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.imspresence.cluster.KeyFile;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;

/**
 * What SIP over TLS is done with (RFC 3261 s26.3.1, RFC 5630, RFC 7525): TLS 1.3 or 1.2, and a key that others trust.
 *
 * @param parameters the versions, and what is asked of those who connect
 * @param complaint  when the certificate has ended or soon will
 */
record TlsSettings(SSLContext context, SSLParameters parameters, Optional<String> complaint) {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private enum Clients { NEED, WANT, NONE }

    /**
     * @return empty without a TLS address
     * @throws SettingsException when there is no usable key for it
     */
    static Optional<TlsSettings> of(Settings settings) {
        if (settings.text(Setting.SIP_TLS_ADDRESS).isEmpty()) {
            return Optional.empty();
        }
        String file = settings.text(Setting.SIP_TLS_KEYSTORE);
        if (file.isEmpty()) {
            throw new SettingsException(Setting.SIP_TLS_ADDRESS.key() + " is given without " + Setting.SIP_TLS_KEYSTORE.key());
        }
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(VERSIONS);
        switch (settings.choice(Setting.SIP_TLS_CLIENTS, Clients.class)) {
            case NEED -> parameters.setNeedClientAuth(true);
            case WANT -> parameters.setWantClientAuth(true);
            case NONE -> parameters.setNeedClientAuth(false);
        }
        try {
            KeyFile key = KeyFile.load(Path.of(file), NodeOptions.password(settings, Setting.SIP_TLS_KEYSTORE_PASSWORD, Setting.SIP_TLS_KEYSTORE_PASSWORD_FILE));
            return Optional.of(new TlsSettings(key.context(VERSIONS[0]), parameters, key.complaint()));
        } catch (IllegalArgumentException e) {
            throw NodeOptions.unusable(Setting.SIP_TLS_KEYSTORE, file, Setting.SIP_TLS_KEYSTORE_PASSWORD, e);
        }
    }
}
