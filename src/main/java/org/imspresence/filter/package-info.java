/**
 * What a watcher wants to be told of, and when: RFC 4661's documents and RFC 4660's treatment of them, for the event package presence. Pure: no clock, no storage, no network.
 *
 * <p>{@link org.imspresence.filter.FilterSet} is what one SUBSCRIBE says, {@link org.imspresence.filter.Filters} what holds for a subscription, and the {@link org.imspresence.filter.Filter} that these come to for a
 * presentity is a value: watchers of equal filters are told the same. It is applied to what rules let through, so it never shows what they withhold.
 */
package org.imspresence.filter;
