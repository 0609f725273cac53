package org.imspresence.server;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Offers the drain to the process; until closed. */
final class DrainBean implements DrainControl, AutoCloseable {

    /** {@code container.LibertyProcess} looks for it under this name. */
    private static final String NAME = "org.imspresence:type=Drain";

    private final Duration longest;
    private final BiConsumer<Boolean, Consumer<String>> drain;
    private final ObjectName name;

    private DrainBean(Duration longest, BiConsumer<Boolean, Consumer<String>> drain) throws JMException {
        this.longest = longest;
        this.drain = drain;
        this.name = new ObjectName(NAME);
    }

    static DrainBean offer(Duration longest, BiConsumer<Boolean, Consumer<String>> drain) {
        try {
            DrainBean bean = new DrainBean(longest, drain);
            ManagementFactory.getPlatformMBeanServer().registerMBean(new StandardMBean(bean, DrainControl.class), bean.name);
            return bean;
        } catch (JMException e) {
            throw new IllegalStateException("the drain cannot be offered", e);
        }
    }

    @Override
    public long getLongestSeconds() {
        return longest.toSeconds();
    }

    @Override
    public void drain(boolean wholeCluster, Consumer<String> say) {
        drain.accept(wholeCluster, say);
    }

    @Override
    public void close() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            throw new IllegalStateException("the drain was not offered", e);
        }
    }
}
