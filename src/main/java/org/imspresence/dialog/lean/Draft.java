package org.imspresence.dialog.lean;

import java.util.Map;

import org.imspresence.dialog.ChargingVector;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.TrustDomain;

/**
 * A NOTIFY that is to be written: all that it says, but in no form yet.
 *
 * @param content what it says apart from what its dialog fixes
 * @param via     value of Via
 * @param trusted what it tells within the trust domain, values by header name; empty for none
 */
record Draft(DialogState dialog, Notify content, String via, Map<String, String> trusted) {

    /** RFC 3261 s12.2.1.1: the parts of a NOTIFY that come from its dialog, and those that its sender adds. */
    enum Part {
        TARGET, ROUTE, FROM, TO, CALL_ID, CSEQ, VIA, CONTACT_USER, EVENT, SUBSCRIPTION_STATE, ENTITY_TAG, CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LENGTH, CHARGING_VECTOR, ASSERTED_IDENTITY
    }

    private static final String NEXT_ROUTE = "\r\nRoute: ";

    /** A part as it is written. */
    String text(Part part) {
        return switch (part) {
            case TARGET -> dialog.remoteTarget();
            case ROUTE -> String.join(NEXT_ROUTE, dialog.routeSet().routes());
            case FROM -> tagged(dialog.localParty(), dialog.localTag());
            case TO -> tagged(dialog.remoteParty(), dialog.remoteTag());
            case CALL_ID -> dialog.callId();
            case CSEQ -> Long.toString(content.cseq());
            case VIA -> via;
            case CONTACT_USER -> content.contactUser();
            case EVENT -> content.event();
            case SUBSCRIPTION_STATE -> content.subscriptionState();
            case ENTITY_TAG -> content.entityTag();
            case CONTENT_TYPE -> content.contentType();
            case CONTENT_ENCODING -> content.contentEncoding();
            case CONTENT_LENGTH -> Integer.toString(content.body().length);
            case CHARGING_VECTOR -> trusted.getOrDefault(ChargingVector.HEADER, "");
            case ASSERTED_IDENTITY -> trusted.getOrDefault(TrustDomain.ASSERTED_IDENTITY, "");
        };
    }

    private static String tagged(String party, String tag) {
        return (party.indexOf('<') < 0 ? '<' + party + '>' : party) + ";tag=" + tag;
    }
}
