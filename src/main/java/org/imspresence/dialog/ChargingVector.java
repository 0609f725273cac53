package org.imspresence.dialog;

/**
 * RFC 7315 s5.6: P-Charging-Vector, by which the charging records of all that take part in a dialog are brought together (TS 32.260), and which names the networks at its two ends.
 *
 * <pre>
 *   P-Charging-Vector: icid-value="AyretyU0dm+6O2IrT5tAFrbHLso=023551024";orig-ioi=home1.net;term-ioi=home2.net
 * </pre>
 *
 * Values are as they stand in the header: a token, or a quoted string with its quotes.
 *
 * @param icid    what identifies the dialog, or the transaction outside of one, for charging
 * @param origIoi the network that a request is from; empty for none
 * @param termIoi the network that answers it; empty for none
 */
public record ChargingVector(String icid, String origIoi, String termIoi) {

    public static final String HEADER = "P-Charging-Vector";

    /** The value of the header. */
    @Override
    public String toString() {
        return "icid-value=" + icid + parameter("orig-ioi", origIoi) + parameter("term-ioi", termIoi);
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : ";" + name + "=" + value;
    }
}
