package org.imspresence.document;

/**
 * One document on its way into a composition.
 *
 * @param precedence the higher one's word counts
 * @param name what its ids are marked with when another layer has the same
 */
record Layer(PresenceDocument document, int precedence, String name) {
}
