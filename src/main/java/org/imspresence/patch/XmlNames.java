package org.imspresence.patch;

/** XML 1.0 s2.3: what a name is made of, the colon excepted. */
final class XmlNames {

    private static final int[] START = {
        'A', 'Z', '_', '_', 'a', 'z', 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x2FF, 0x370, 0x37D, 0x37F, 0x1FFF, 0x200C, 0x200D, 0x2070, 0x218F, 0x2C00, 0x2FEF,
        0x3001, 0xD7FF, 0xF900, 0xFDCF, 0xFDF0, 0xFFFD, 0x10000, 0xEFFFF};
    private static final int[] FURTHER = {'-', '.', '0', '9', 0xB7, 0xB7, 0x300, 0x36F, 0x203F, 0x2040};

    private XmlNames() {}

    static boolean isStart(int c) {
        return isIn(START, c);
    }

    static boolean isFurther(int c) {
        return isIn(FURTHER, c);
    }

    private static boolean isIn(int[] ranges, int c) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (c >= ranges[i] && c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
