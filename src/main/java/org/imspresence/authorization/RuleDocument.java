package org.imspresence.authorization;

/**
 * One document of rules (RFC 4745), as it is stored.
 *
 * @param name for people: which of the presentity's documents it is
 * @param body the XML
 */
public record RuleDocument(String name, byte[] body) {}
