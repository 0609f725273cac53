package org.imspresence.documents;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drivers of databases that the JVM has found in this application; it would keep them, and with them all classes of the application, after its end. */
final class Drivers {

    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

    private Drivers() {
    }

    static void deregister() {
        List<Driver> ours = DriverManager.drivers().filter(driver -> driver.getClass().getClassLoader() == Drivers.class.getClassLoader()).toList();
        for (Driver driver : ours) {
            try {
                DriverManager.deregisterDriver(driver);
            } catch (SQLException e) {
                LOG.warn("the driver {} stays registered", driver, e);
            }
        }
    }
}
