// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

/**
 * Whether the address of a listening channel still leads to it, for families whose addresses others can take away, as they
 * can a file. Asked about once a second by the acceptor, on the I/O agent's thread; a system call or two, no waiting.
 */
@FunctionalInterface
public interface AddressWatch {

    /**
     * Looks.
     *
     * @return false if the address leads nowhere, so that it may be bound again
     * @throws io.millrace.error.MillraceException of class PERMANENT if it leads to somebody else
     */
    boolean isHeld();
}
