package org.imspresence.xcap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imspresence.document.DocumentException;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.imspresence.documents.StoredDocument;
import org.imspresence.xcap.Conflict.Condition;
import org.imspresence.xcap.NodeSelector.Kind;

/** RFC 4825 s8: carries out the requests of those who may. */
final class Requests {

    private static final String ELEMENT = "application/xcap-el+xml";
    private static final String ATTRIBUTE = "application/xcap-att+xml";
    private static final String NAMESPACES = "application/xcap-ns+xml";

    private final Tree tree;
    private final String root;
    private final int maxBytes;
    private final HardenedXml xml;
    private final Nodes nodes;
    private final Usages usages;
    private final Schemas schemas;

    /** @param root the XCAP root as clients know it; empty for the path that they come by */
    Requests(Tree tree, Usages usages, Schemas schemas, String root, int maxBytes) {
        this.tree = tree;
        this.usages = usages;
        this.schemas = schemas;
        this.root = root;
        this.maxBytes = maxBytes;
        // Bytes are counted where they come in and where they are stored; what was stored under a larger limit can still be read.
        XmlLimits limits = XmlLimits.DEFAULT;
        this.xml = new HardenedXml(new XmlLimits(Integer.MAX_VALUE, limits.maxDepth(), limits.maxAttributesPerElement(), Math.max(limits.maxElements(), maxBytes / 16)));
        this.nodes = new Nodes(xml);
    }

    /**
     * RFC 4825 s8: what is asked for before anything else.
     *
     * @throws Refusal 404
     */
    Usage usage(ResourceUri uri) {
        return usages.of(uri.auid()).orElseThrow(() -> new Refusal(404, "no application usage of that name"));
    }

    /**
     * @throws Refusal  with the status that the clause names
     * @throws Conflict 409
     */
    XcapResponse answer(XcapRequest request, ResourceUri uri, Usage usage) {
        if (uri.auid().equals(Usages.XCAP_CAPS) && uri.owner().isPresent()) {
            throw new Refusal(404, "the capabilities are the same for all users: " + Usages.XCAP_CAPS + "/global/index");
        }
        Optional<NodeSelector> selector = uri.selector().map(text -> SelectorParser.parse(text, usage.defaultNamespace(), UriReader.namespaces(uri.namespaces())));
        return switch (request.method()) {
            case "PUT" -> put(request, uri, usage, selector);
            case "DELETE" -> delete(request, uri, usage, selector);
            default -> get(request, uri, usage, selector);
        };
    }

    private XcapResponse get(XcapRequest request, ResourceUri uri, Usage usage, Optional<NodeSelector> selector) {
        Optional<StoredDocument> found = uri.key().equals(usages.capabilities().key()) ? Optional.of(usages.capabilities())
                : uri.owner().isEmpty() ? Optional.empty() : tree.find(uri);
        StoredDocument document = found.orElseThrow(Requests::notFound);
        XcapResponse body = selector.map(selected -> nodes.read(stored(document), selected)
                        .map(text -> XcapResponse.of(200, mediaType(selected), text)).orElseThrow(Requests::notFound))
                .orElseGet(() -> new XcapResponse(200, usage.mediaType(), List.of(), document.body()));
        Preconditions preconditions = Preconditions.of(request.headers());
        preconditions.checkIfMatch(document.entityTag());
        XcapResponse response = preconditions.notModified(document.entityTag()) ? XcapResponse.empty(304) : body;
        return response.withEntityTag(document.entityTag()).with("Cache-Control", "private, no-cache");
    }

    private static Refusal notFound() {
        return new Refusal(404, "there is nothing");
    }

    private static String mediaType(NodeSelector selector) {
        return switch (selector.target().kind()) {
            case ELEMENT -> ELEMENT;
            case ATTRIBUTE -> ATTRIBUTE;
            case NAMESPACES -> NAMESPACES;
        };
    }

    private XcapResponse put(XcapRequest request, ResourceUri uri, Usage usage, Optional<NodeSelector> selector) {
        refuseChangeOfNamespaces(selector);
        requireMediaType(request, selector.map(Requests::mediaType).orElse(usage.mediaType()));
        byte[] body = request.body().apply(maxBytes);
        String text = XmlText.decoded(body).orElseThrow(() -> new Conflict(Condition.NOT_UTF_8, "the body is not UTF-8"));
        if (!usage.permits(uri.key().name())) {
            throw new Conflict(Condition.CONSTRAINT_FAILURE, "a document of " + uri.auid() + " is named " + usage.onlyName().orElseThrow());
        }
        if (uri.path().size() > 1) {
            throw Conflict.noParent(root(request) + "/" + uri.tree());
        }
        Preconditions preconditions = Preconditions.of(request.headers());
        return tree.change(uri, there -> {
            boolean exists = there.isPresent() && selector.map(selected -> exists(request, uri, there.get(), selected)).orElse(true);
            preconditions.check(there.map(StoredDocument::entityTag));
            byte[] result = selector.isEmpty() ? whole(usage, uri, body, text) : part(request, uri, usage, there, selector.get(), text);
            return new Tree.Change(Optional.of(result), exists ? 200 : 201);
        });
    }

    private boolean exists(XcapRequest request, ResourceUri uri, StoredDocument document, NodeSelector selector) {
        try {
            return nodes.exists(stored(document), selector);
        } catch (Nodes.Missing missing) {
            String steps = missing.nearest().isEmpty() ? "" : "/~~/" + Nodes.path(missing.nearest()) + (uri.namespaces().isEmpty() ? "" : "?" + uri.namespaces());
            throw Conflict.noParent(documentUri(request, uri) + steps);
        }
    }

    private byte[] whole(Usage usage, ResourceUri uri, byte[] body, String text) {
        try {
            usage.check(XmlText.of(xml, text).document(), uri.key().owner(), schemas);
            return body;
        } catch (DocumentException e) {
            throw new Conflict(Condition.NOT_WELL_FORMED, e.getMessage());
        }
    }

    private byte[] part(XcapRequest request, ResourceUri uri, Usage usage, Optional<StoredDocument> there, NodeSelector selector, String text) {
        StoredDocument document = there.orElseThrow(() -> Conflict.noParent(root(request) + "/" + uri.tree()));
        return checked(usage, uri, nodes.put(stored(document), selector, text));
    }

    private XcapResponse delete(XcapRequest request, ResourceUri uri, Usage usage, Optional<NodeSelector> selector) {
        refuseChangeOfNamespaces(selector);
        Preconditions preconditions = Preconditions.of(request.headers());
        return tree.change(uri, there -> {
            StoredDocument document = there.orElseThrow(Requests::notFound);
            preconditions.check(Optional.of(document.entityTag()));
            return new Tree.Change(selector.map(selected -> checked(usage, uri, nodes.delete(stored(document), selected).orElseThrow(Requests::notFound))), 200);
        });
    }

    /** RFC 4825 s8.2.5: the document as a whole must be good after a change of a part. */
    private byte[] checked(Usage usage, ResourceUri uri, XmlText document) {
        usage.check(document.document(), uri.key().owner(), schemas);
        byte[] bytes = document.text().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > maxBytes) {
            throw new Refusal(413, "the document would be larger than " + maxBytes + " bytes");
        }
        return bytes;
    }

    private XmlText stored(StoredDocument document) {
        return XmlText.of(xml, new String(document.body(), StandardCharsets.UTF_8));
    }

    /** RFC 4825 s8: namespace bindings are read, never written. */
    private static void refuseChangeOfNamespaces(Optional<NodeSelector> selector) {
        if (selector.filter(selected -> selected.target().kind() == Kind.NAMESPACES).isPresent()) {
            throw new Refusal(405, "namespace bindings cannot be changed", List.of(Map.entry("Allow", "GET, HEAD, OPTIONS")));
        }
    }

    private static void requireMediaType(XcapRequest request, String wanted) {
        String given = request.headers().first("Content-Type").orElse("");
        int parameters = given.indexOf(';');
        String type = (parameters < 0 ? given : given.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        if (!type.equals(wanted)) {
            throw new Refusal(415, "the body must be " + wanted, List.of(Map.entry("Accept", wanted)));
        }
        if (request.headers().first("Content-Encoding").filter(encoding -> !encoding.strip().equalsIgnoreCase("identity")).isPresent()) {
            throw new Refusal(415, "the body must not be encoded", List.of(Map.entry("Accept-Encoding", "identity")));
        }
    }

    private String documentUri(XcapRequest request, ResourceUri uri) {
        return root(request) + "/" + uri.tree() + "/" + UriReader.encoded(uri.path().get(0));
    }

    private String root(XcapRequest request) {
        return root.isEmpty() ? request.root() : root;
    }
}
