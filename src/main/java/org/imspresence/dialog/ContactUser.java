package org.imspresence.dialog;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The user part of our Contact. It carries the presentity, so that any node finds the record of an in-dialog request without a scan and
 * without trusting To, which may come back as an alias.
 *
 * <pre>
 *   Contact: &lt;sip:p-c2lwOnNvbWVvbmVAZXhhbXBsZS5jb20@presence.home2.net:5060&gt;
 * </pre>
 */
public final class ContactUser {

    private static final String PREFIX = "p-";

    private ContactUser() {}

    public static String of(String presentity) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(presentity.getBytes(StandardCharsets.UTF_8));
    }

    /** The presentity in a user part that {@link #of} made; empty for any other user part. */
    public static Optional<String> presentity(String user) {
        if (user == null || !user.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            String presentity = new String(Base64.getUrlDecoder().decode(user.substring(PREFIX.length())), StandardCharsets.UTF_8);
            // A person's own name may begin with the prefix, too, and be Base64 by chance.
            boolean ours = (presentity.startsWith("sip:") || presentity.startsWith("tel:")) && of(presentity).equals(user);
            return ours ? Optional.of(presentity) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
