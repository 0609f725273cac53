package org.imspresence.authorization;

import java.net.IDN;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.imspresence.address.PresenceAddress;
import org.imspresence.document.Dom;
import org.w3c.dom.Element;

/**
 * RFC 4745 s7.1 and s7.2: the watcher is one of these, or one of many.
 *
 * <p>A watcher that is known by several addresses is meant when one of them is (RFC 5025 s3.1.1.2), and left out when one of them is. So is one that has asked for privacy, by the identity that is asserted for it (same clause): else one that
 * is shut out had only to hide to be let in.
 *
 * @param ones canonical addresses
 */
record Identity(Set<String> ones, List<Many> manies) implements Condition {

    /**
     * RFC 4745 s7.1.3: everybody who is known, in a domain if it is given, but for exceptions.
     *
     * @param domain        in the form of {@link #domain}
     * @param exceptOnes    canonical addresses
     * @param exceptDomains in the form of {@link #domain}
     */
    record Many(Optional<String> domain, Set<String> exceptOnes, Set<String> exceptDomains) {

        boolean means(Watcher watcher) {
            return watcher.domains().stream().anyMatch(this::isInside) && watcher.identities().stream().noneMatch(exceptOnes::contains) && watcher.domains().stream().noneMatch(this::isExcepted);
        }

        private boolean isInside(Optional<String> itsDomain) {
            return domain.isEmpty() || domain.equals(itsDomain);
        }

        private boolean isExcepted(Optional<String> itsDomain) {
            return itsDomain.filter(exceptDomains::contains).isPresent();
        }
    }

    Identity {
        ones = Set.copyOf(ones);
        manies = List.copyOf(manies);
    }

    /** RFC 4745 s7.1. What has a part that is not understood means nobody: the part may have been a restriction. */
    static Identity read(Element identity) {
        Set<String> ones = new HashSet<>();
        List<Many> manies = new ArrayList<>();
        for (Element child : Dom.children(identity)) {
            if (Dom.is(child, Xml.COMMON_POLICY, "one") && Dom.children(child).isEmpty()) {
                Xml.attribute(child, "id").flatMap(Identity::canonical).ifPresent(ones::add);
            } else if (Dom.is(child, Xml.COMMON_POLICY, "many")) {
                many(child).ifPresent(manies::add);
            }
        }
        return new Identity(ones, manies);
    }

    private static Optional<Many> many(Element many) {
        Set<String> exceptOnes = new HashSet<>();
        Set<String> exceptDomains = new HashSet<>();
        for (Element child : Dom.children(many)) {
            Optional<String> id = Xml.attribute(child, "id");
            Optional<String> domain = Xml.attribute(child, "domain");
            boolean isUnderstood = Dom.is(child, Xml.COMMON_POLICY, "except") && (id.isPresent() || domain.isPresent()) && (id.isEmpty() || canonical(id.get()).isPresent());
            if (!isUnderstood) {
                return Optional.empty();
            }
            id.flatMap(Identity::canonical).ifPresent(exceptOnes::add);
            domain.flatMap(Identity::domain).ifPresent(exceptDomains::add);
        }
        Optional<String> domain = Xml.attribute(many, "domain");
        Optional<String> comparable = domain.flatMap(Identity::domain);
        return domain.isPresent() && comparable.isEmpty() ? Optional.empty() : Optional.of(new Many(comparable, exceptOnes, exceptDomains));
    }

    @Override
    public boolean holds(Question question) {
        return names(question.watcher());
    }

    @Override
    public boolean names(Watcher watcher) {
        return watcher.isKnown()
                && (watcher.identities().stream().anyMatch(ones::contains) || manies.stream().anyMatch(many -> many.means(watcher)));
    }

    /** The one address in all its forms; empty for what is no address of a watcher. */
    static Optional<String> canonical(String address) {
        try {
            return Optional.of(PresenceAddress.parse(address).canonical());
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** RFC 4745 s7.1.3: domains are compared without percent-encoding and in their ASCII form, whatever their case. Empty for what has no such form: it equals none. */
    static Optional<String> domain(String name) {
        try {
            return Optional.of(IDN.toASCII(ListReference.decoded(name), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }
}
