package org.imspresence.rest;

import java.util.List;

/**
 * A presence document (RFC 3863, RFC 4479) for people. Nothing is null but what is said to be.
 *
 * @param entity   whom it is about
 * @param persons  RFC 4479 s3.1
 * @param services its tuples
 * @param devices  RFC 4479 s3.3
 * @param notes    about all of it
 */
public record StateView(String entity, List<Person> persons, List<Service> services, List<Device> devices, List<Note> notes) {

    /** @param timestamp null for none */
    public record Person(String id, List<Note> notes, String timestamp, List<Detail> details) {}

    /**
     * @param basic     {@code open} or {@code closed}; null for none
     * @param contact   null for none
     * @param priority  of the contact; null for none
     * @param deviceIds of the devices that it runs on
     * @param timestamp null for none
     */
    public record Service(String id, String basic, String contact, String priority, List<String> deviceIds, List<Note> notes, String timestamp, List<Detail> details) {}

    /**
     * @param deviceId  null for none
     * @param timestamp null for none
     */
    public record Device(String id, String deviceId, List<Note> notes, String timestamp, List<Detail> details) {}

    /** @param lang null for none */
    public record Note(String text, String lang) {}

    /**
     * An element of an extension, such as RPID's (RFC 4480).
     *
     * @param name      local name
     * @param namespace of the element; empty for none
     * @param values    its text, or the local names of its elements, each with its text behind a colon if it has one
     */
    public record Detail(String name, String namespace, List<String> values) {}
}
