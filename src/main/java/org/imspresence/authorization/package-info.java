/**
 * Who may watch a presentity, and what of it: RFC 4745 and RFC 5025 with OMA's additions. Pure: documents in, decisions out; no clock, no storage, no network.
 *
 * <p>{@link org.imspresence.authorization.PolicyReader} makes a {@link org.imspresence.authorization.Policy} of stored documents, a policy gives each watcher a {@link org.imspresence.authorization.Decision}, and its
 * {@link org.imspresence.authorization.Permissions} cut a presence document down to what is granted. Whatever cannot be read or is not understood grants nothing.
 */
package org.imspresence.authorization;
