package org.imspresence.cluster;

/** The ProtoStream type ids of this package: 100000..100019. */
final class TypeIds {

    static final int STORE_KEY = 100000;
    static final int ENVELOPE = 100001;
    static final int REQUEST = 100002;
    static final int REPLY = 100003;
    static final int OUTCOME = 100004;
    static final int RELEASE = 100005;
    static final int RELEASED = 100006;
    static final int LAYOUT = 100007;
    static final int SHUT_DOWN = 100008;
    static final int ELECTORATE = 100009;
    static final int VOTES = 100010;
    static final int SIGHT = 100011;
    static final int SIGHTED = 100012;

    static final int KNOWLEDGE = 100013;

    private TypeIds() {
    }
}
