package org.imspresence.testbed.fleet;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Sends each request to one node and, a few milliseconds later, byte for byte to a second one, as an S-CSCF does when the first does not answer; here it does always. Each is repeated by RFC 3261
 * s17.1.2.2 (Timer E) until it is answered. When nobody has accepted it after a while it goes to a further node. All that answer must answer alike, however late. Refused for now (500, 503, 480 with
 * Retry-After) by all, it is tried again as a new request.
 */
final class Exchanges {

    private static final long T1 = 500;
    private static final long T2 = 4_000;
    private static final long TIMER_F = 64 * T1;
    /** Milliseconds without a 200 until another node is tried, and until one that is silent is not waited for. */
    private static final long PATIENCE = 2_500;
    private static final int LEAST_REPEAT_DELAY = 3;
    private static final int REPEAT_DELAY_SPREAD = 6;
    private static final long OPTIONS_INTERVAL = 500;
    private static final String REQUEST_BRANCH = "z9hG4bKf";
    private static final String OPTIONS_BRANCH = "z9hG4bKo";
    private static final Set<Integer> FOR_NOW = Set.of(480, 500, 503);

    private final EventLoop loop;
    private final List<Target> targets;
    private final Findings findings;
    private final Random random;
    private final Map<Long, Exchange> exchanges = new HashMap<>();
    private long requests;
    private int open;
    private boolean repeats = true;

    Exchanges(EventLoop loop, List<Target> targets, Findings findings, Random random) {
        this.loop = loop;
        this.targets = targets;
        this.findings = findings;
        this.random = random;
    }

    void withoutRepeats() {
        repeats = false;
    }

    /** How many have not come to their end, those that wait to be tried again among them. */
    int open() {
        return open;
    }

    void start(Request request) {
        start(request, choose(request.targets(), List.of()));
    }

    void start(Request request, Target first) {
        open++;
        send(request, first);
    }

    /** Some node that may be sent to, if there is one, and none of those to be avoided, if there is another. */
    Target choose(List<Target> among, List<Target> avoided) {
        return available(among, avoided)
                .or(() -> available(among, List.of()))
                .orElseGet(() -> among.get(random.nextInt(among.size())));
    }

    private Optional<Target> available(List<Target> among, List<Target> avoided) {
        List<Target> found = among.stream().filter(target -> target.isAvailable() && !avoided.contains(target)).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
    }

    private void send(Request request, Target first) {
        long number = requests++;
        Exchange exchange = new Exchange(request, REQUEST_BRANCH + number);
        exchanges.put(number, exchange);
        findings.count("requests " + request.method());
        deliver(exchange, first);
        loop.after(LEAST_REPEAT_DELAY + random.nextInt(REPEAT_DELAY_SPREAD), () -> repeat(exchange));
        loop.after(PATIENCE, () -> lookAfter(number, exchange));
    }

    private void repeat(Exchange exchange) {
        exchange.repeated();
        if (repeats && repeatElsewhere(exchange)) {
            findings.count("repeats at a second node");
        }
        settle(exchange);
    }

    private boolean repeatElsewhere(Exchange exchange) {
        List<Target> tried = exchange.request().targets().stream().filter(target -> exchange.at(target).isPresent()).toList();
        Optional<Target> other = available(exchange.request().targets(), tried);
        other.ifPresent(target -> deliver(exchange, target));
        return other.isPresent();
    }

    private void deliver(Exchange exchange, Target target) {
        Exchange.Delivery delivery = exchange.deliverTo(target);
        exchange.request().story().add("to " + target);
        loop.send(exchange.bytes(), target.address());
        timerE(exchange, delivery, T1);
    }

    private void timerE(Exchange exchange, Exchange.Delivery delivery, long interval) {
        loop.after(interval, () -> {
            if (!delivery.isAnswered() && exchange.age() < TIMER_F) {
                findings.count("retransmissions of requests");
                loop.send(exchange.bytes(), delivery.target().address());
                timerE(exchange, delivery, Math.min(T2, 2 * interval));
            }
        });
    }

    /** While it has not been accepted another node may; a silent one is listened to until Timer F, though nobody waits for it. */
    private void lookAfter(long number, Exchange exchange) {
        if (exchange.age() >= TIMER_F) {
            if (!exchange.isOver()) {
                findings.violation("no answer in 32 s", evidence(exchange));
                end(exchange);
            }
            // What is answered later yet is compared, too.
            loop.after(TIMER_F, () -> exchanges.remove(number));
            return;
        }
        if (!exchange.isOver() && !exchange.isAccepted() && repeatElsewhere(exchange)) {
            findings.count("repeats at a further node, after silence");
        }
        settle(exchange);
        loop.after(PATIENCE, () -> lookAfter(number, exchange));
    }

    /** A response to one of these requests or to OPTIONS. */
    void answered(WireText response, InetSocketAddress from) {
        int status = response.status();
        if (status < 200) {
            return;
        }
        Target target = targets.stream().filter(each -> each.address().equals(from)).findFirst()
                .orElseThrow(() -> new AssertionError("a response from nobody we know, " + from));
        String branch = response.branch();
        if (branch.startsWith(OPTIONS_BRANCH) || status == 503) {
            target.answered(status);
        }
        if (branch.startsWith(REQUEST_BRANCH)) {
            Optional.ofNullable(exchanges.get(Long.parseLong(branch.substring(REQUEST_BRANCH.length())))).ifPresent(exchange ->
                    exchange.at(target).filter(delivery -> !delivery.isAnswered()).ifPresent(delivery -> answered(exchange, delivery, response)));
        }
    }

    private void answered(Exchange exchange, Exchange.Delivery delivery, WireText response) {
        Request request = exchange.request();
        delivery.answer(response.status());
        request.story().add(response.status() + " to CSeq " + response.cseq() + " from " + delivery.target());
        findings.count("answers to " + request.method() + " " + response.status());
        if (response.status() == 200) {
            granted(exchange, delivery, response);
        } else if (FOR_NOW.contains(response.status()) && !response.header("Retry-After").isEmpty()) {
            exchange.refuse(Long.parseLong(response.header("Retry-After").split("[ ;(]", 2)[0]));
        } else if (exchange.isOver() && !exchange.isAccepted()) {
            findings.count("late answers to what was given up");
        } else {
            String when = exchange.isAccepted() ? ", after its repeat was accepted" + (exchange.isOver() ? " and over" : "") : "";
            findings.violation(response.status() + " to " + request.method() + when,
                    delivery.target() + " after " + exchange.age() + " ms: " + response.text().lines().findFirst().orElse("") + "\n" + evidence(exchange));
        }
        settle(exchange);
    }

    private void granted(Exchange exchange, Exchange.Delivery delivery, WireText ok) {
        String value = exchange.request().agreed(ok);
        if (exchange.isAccepted()) {
            if (!exchange.agreed().equals(Optional.of(value))) {
                findings.violation("answers of two nodes to one " + exchange.request().method() + " differ" + (exchange.isOver() ? ", one of them late" : ""),
                        exchange.agreed() + " or " + value + " by " + delivery.target() + " after " + exchange.age() + " ms\n" + evidence(exchange));
            }
            return;
        }
        exchange.accept(value);
        if (exchange.isOver()) {
            findings.count("late answers to what was given up");
            return;
        }
        exchange.request().accepted(ok, delivery.target());
    }

    private static String evidence(Exchange exchange) {
        return "  " + exchange.request().story() + "\n  " + new String(exchange.bytes(), StandardCharsets.ISO_8859_1).replace("\r\n", "\n  ");
    }

    /** What remains when nobody is to be waited for any more. */
    private void settle(Exchange exchange) {
        if (exchange.isOver() || !exchange.isAnswered(exchange.age() < PATIENCE)) {
            return;
        }
        if (exchange.isAccepted()) {
            end(exchange);
        } else if (exchange.retryAfter() > 0) {
            findings.count("tried again as a new request, " + exchange.request().method());
            exchange.end();
            loop.after(exchange.retryAfter() * 1000, () -> send(exchange.request(), choose(exchange.request().targets(), List.of())));
        } else if (exchange.request().targets().stream().allMatch(target -> exchange.at(target).filter(Exchange.Delivery::isAnswered).isPresent())) {
            end(exchange);
        }
    }

    private void end(Exchange exchange) {
        open--;
        exchange.end();
        exchange.request().over();
    }

    /** Asks all nodes, from now on, whether they may be sent to. */
    void askForOptions(String hostPort) {
        for (Target target : targets) {
            loop.send(EventLoop.bytes("OPTIONS sip:" + target.address().getHostString() + " SIP/2.0\r\nVia: SIP/2.0/UDP " + hostPort + ";branch=" + OPTIONS_BRANCH + requests++
                    + "\r\nMax-Forwards: 70\r\nFrom: <sip:scscf.home1.net>;tag=s\r\nTo: <sip:" + target.address().getHostString() + ">\r\nCall-ID: options-" + target.name()
                    + "\r\nCSeq: " + requests + " OPTIONS\r\nContent-Length: 0\r\n\r\n"), target.address());
        }
        loop.after(OPTIONS_INTERVAL, () -> askForOptions(hostPort));
    }
}
