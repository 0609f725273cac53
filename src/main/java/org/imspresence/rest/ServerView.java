package org.imspresence.rest;

/**
 * Who answers, and whom.
 *
 * @param node     name of the node that is asked
 * @param operator as the container knows the user; {@code (local)} for whoever is on this machine
 * @param tryIt    whether there are watchers for trying out: in development mode
 */
public record ServerView(String node, String operator, boolean tryIt) {}
