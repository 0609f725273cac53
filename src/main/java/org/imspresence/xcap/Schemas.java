package org.imspresence.xcap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.Source;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotRecognizedException;
import org.xml.sax.SAXNotSupportedException;
import org.xml.sax.SAXParseException;

/** RFC 4825 s5.3: the schemas of all application usages. Nothing is ever fetched, whatever a document points to. Safe for any number of threads. */
final class Schemas {

    private static final List<String> FILES = List.of("xcap-caps.xsd", "common-policy.xsd", "pres-rules.xsd", "resource-lists.xsd", "rls-services.xsd", "pidf.xsd");

    private final Schema schema;
    private final KnownNames names = new KnownNames();

    Schemas() {
        try {
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
            List<Source> sources = new ArrayList<>();
            for (String file : FILES) {
                byte[] bytes = read(file);
                sources.add(new StreamSource(new ByteArrayInputStream(bytes), file));
                names.add(xml.parse(bytes));
            }
            schema = factory.newSchema(sources.toArray(Source[]::new));
        } catch (SAXException | IOException e) {
            throw new IllegalStateException("the archive's XML schemas cannot be used", e);
        }
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream stream = Schemas.class.getResourceAsStream(file)) {
            return stream.readAllBytes();
        }
    }

    /** Those that there are schemas for. */
    List<String> namespaces() {
        return names.namespaces();
    }

    /** Why a document does not obey the schemas of its namespaces, for people; empty if it does. */
    Optional<String> fault(Document document) {
        try {
            Validator validator = schema.newValidator();
            validator.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            validator.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            validator.setErrorHandler(new FirstFault());
            inEnglish(validator);
            validator.validate(new DOMSource(document));
            return names.fault(document.getDocumentElement());
        } catch (SAXException e) {
            return Optional.of(e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a tree in memory cannot be read", e);
        }
    }

    private static void inEnglish(Validator validator) throws SAXNotRecognizedException, SAXNotSupportedException {
        validator.setProperty("http://apache.org/xml/properties/locale", Locale.ROOT);
    }

    private static final class FirstFault implements ErrorHandler {

        @Override
        public void warning(SAXParseException e) {
            // nothing that makes a document invalid
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
