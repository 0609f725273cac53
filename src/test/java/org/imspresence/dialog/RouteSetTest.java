package org.imspresence.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class RouteSetTest {

    private static final String NEAR = "<sip:scscf2.home2.net;lr>";
    private static final String FAR = "<sip:pcscf1.home1.net:5070;lr;comp=sigcomp>;x=y";

    @Test
    void routesKeepTheirOrderAndTheirParameters() {
        assertEquals(List.of(NEAR, FAR), new RouteSet(List.of(NEAR, FAR)).routes());
        assertNotEquals(new RouteSet(List.of(NEAR, FAR)), new RouteSet(List.of(FAR, NEAR)));
    }

    @Test
    void aRouteThatComesTwiceIsKeptTwice() {
        assertEquals(List.of(NEAR, NEAR), new RouteSet(List.of(NEAR, NEAR)).routes());
    }

    @Test
    void equalSetsShareOneInstance() {
        RouteSet one = new RouteSet(List.of(NEAR, FAR)).shared();
        RouteSet other = new RouteSet(new ArrayList<>(List.of(NEAR, FAR)));

        assertNotSame(one, other);
        assertSame(one, other.shared());
        assertSame(one, one.shared());
    }

    @Test
    void setsThatDifferShareNothing() {
        RouteSet one = new RouteSet(List.of(NEAR, FAR)).shared();

        assertNotSame(one, new RouteSet(List.of(FAR, NEAR)).shared());
        assertNotSame(one, new RouteSet(List.of()).shared());
    }

    @Test
    void aRouteSetNeverChanges() {
        List<String> given = new ArrayList<>(List.of(NEAR));
        RouteSet set = new RouteSet(given);

        given.add(FAR);

        assertEquals(List.of(NEAR), set.routes());
        assertThrows(UnsupportedOperationException.class, () -> set.routes().add(FAR));
    }
}
