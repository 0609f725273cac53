package org.imspresence.documents;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements. Each is a transaction of its own, and compares and sets in one. */
final class DocumentTable {

    private static final String UNIQUE_VIOLATION = "23505";

    private DocumentTable() {
    }

    static Owners owners(Connection connection) throws SQLException {
        Owners owners = new Owners();
        try (Statement select = connection.createStatement(); ResultSet found = select.executeQuery("select owner, count(*) from documents group by owner")) {
            while (found.next()) {
                owners.add(found.getString(1), found.getInt(2));
            }
        }
        return owners;
    }

    static List<StoredDocument> of(Connection connection, String owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select auid, name, entity_tag, body from documents where owner = ? order by auid, name")) {
            select.setString(1, owner);
            List<StoredDocument> documents = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    documents.add(new StoredDocument(new DocumentKey(found.getString(1), owner, found.getString(2)), found.getString(3), found.getBytes(4)));
                }
            }
            return List.copyOf(documents);
        }
    }

    static Optional<StoredDocument> find(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select entity_tag, body from documents where owner = ? and auid = ? and name = ?")) {
            locate(select, 1, key);
            try (ResultSet found = select.executeQuery()) {
                return found.next() ? Optional.of(new StoredDocument(key, found.getString(1), found.getBytes(2))) : Optional.empty();
            }
        }
    }

    static boolean create(Connection connection, StoredDocument document) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into documents (entity_tag, body, changed_at, owner, auid, name) values (?, ?, current_timestamp, ?, ?, ?)")) {
            insert.setString(1, document.entityTag());
            insert.setBytes(2, document.body());
            locate(insert, 3, document.key());
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    static boolean replace(Connection connection, StoredDocument document, String entityTag) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update documents set entity_tag = ?, body = ?, changed_at = current_timestamp where owner = ? and auid = ? and name = ? and entity_tag = ?")) {
            update.setString(1, document.entityTag());
            update.setBytes(2, document.body());
            locate(update, 3, document.key());
            update.setString(6, entityTag);
            return update.executeUpdate() == 1;
        }
    }

    static boolean remove(Connection connection, DocumentKey key, String entityTag) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from documents where owner = ? and auid = ? and name = ? and entity_tag = ?")) {
            locate(delete, 1, key);
            delete.setString(4, entityTag);
            return delete.executeUpdate() == 1;
        }
    }

    /** Sets owner, auid and name, in this order. */
    private static void locate(PreparedStatement statement, int first, DocumentKey key) throws SQLException {
        statement.setString(first, key.owner());
        statement.setString(first + 1, key.auid());
        statement.setString(first + 2, key.name());
    }

    /** H2 only: what has been committed is on the disk when this returns, not in the operating system's memory alone. */
    static void sync(Connection connection) throws SQLException {
        try (Statement sync = connection.createStatement()) {
            sync.execute("checkpoint sync");
        }
    }
}
