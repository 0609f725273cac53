package org.imspresence.dialog.location;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records that a test gives, and the questions that were asked. */
final class FakeNames implements NameRecords {

    static final long TTL_SECONDS = 60;

    final List<String> questions = new ArrayList<>();
    private final Map<String, List<Naptr>> naptr = new HashMap<>();
    private final Map<String, List<Srv>> srv = new HashMap<>();
    private final Map<String, List<InetAddress>> addresses = new HashMap<>();
    private boolean silent;

    FakeNames naptr(String name, int order, int preference, String service, String replacement) {
        naptr.computeIfAbsent(name, n -> new ArrayList<>()).add(new Naptr(order, preference, "s", service, replacement));
        return this;
    }

    FakeNames srv(String name, int priority, int weight, String target, int port) {
        srv.computeIfAbsent(name, n -> new ArrayList<>()).add(new Srv(priority, weight, port, target));
        return this;
    }

    FakeNames host(String name, String... numbers) {
        addresses.put(name, Arrays.stream(numbers).map(FakeNames::address).toList());
        return this;
    }

    /** From now on answers nothing, or answers again. */
    void silent(boolean now) {
        silent = now;
    }

    static InetAddress address(String number) {
        try {
            return InetAddress.getByName(number);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public Answer<Naptr> naptr(String name) {
        return answer("NAPTR ", name, naptr);
    }

    @Override
    public Answer<Srv> srv(String name) {
        return answer("SRV ", name, srv);
    }

    @Override
    public Answer<InetAddress> addresses(String host) {
        return answer("A ", host, addresses);
    }

    private <T> Answer<T> answer(String type, String name, Map<String, List<T>> records) {
        questions.add(type + name);
        if (silent) {
            throw new NameServerException("silence about " + name, null);
        }
        return new Answer<>(records.getOrDefault(name, List.of()), TTL_SECONDS);
    }
}
