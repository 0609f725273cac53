package org.imspresence.dialog;

/**
 * RFC 6665 s4.2.2: what a NOTIFY says, apart from what its dialog already fixes.
 *
 * @param cseq              local sequence number, above all that were sent in this dialog
 * @param event             the Event header of the SUBSCRIBE, verbatim (with its {@code id})
 * @param subscriptionState value of Subscription-State
 * @param contactUser       user part of our Contact
 * @param entityTag         SIP-ETag (RFC 5839 s6.1): names the whole state that the watcher has by it; empty when it tells none
 * @param contentType       media type of the body
 * @param contentEncoding   coding of the body; empty for none
 * @param body              the body; shared between watchers and never changed; empty for none
 */
public record Notify(long cseq, String event, String subscriptionState, String contactUser, String entityTag, String contentType, String contentEncoding, byte[] body) {}
