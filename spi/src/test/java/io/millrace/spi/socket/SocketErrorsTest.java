// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ErrorCode;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class SocketErrorsTest {
    private static ErrorCode codeOf(IOException cause) {
        return SocketErrors.broken("a → b", cause).code();
    }

    @Test
    void tellsAResetFromAnythingElse() {
        assertThat(codeOf(new SocketException("Connection reset"))).isEqualTo(ErrorCode.LINK_RESET);
        assertThat(codeOf(new IOException("Connection reset by peer"))).isEqualTo(ErrorCode.LINK_RESET);
        assertThat(codeOf(new IOException("Broken pipe"))).isEqualTo(ErrorCode.LINK_RESET);
        assertThat(codeOf(new IOException("No route to host"))).isEqualTo(ErrorCode.LINK_IO);
        assertThat(codeOf(new IOException())).isEqualTo(ErrorCode.LINK_IO);
    }

    @Test
    void namesItsOwnClosing() {
        assertThat(SocketErrors.broken("a → b", new ClosedChannelException())).hasMessageContaining("on this side");
        assertThat(SocketErrors.broken("a → b", new AsynchronousCloseException()))
                .hasMessageContaining("on this side");
    }

    @Test
    void aLackOfDescriptorsIsKnownByItsTextOrByTrying() {
        assertThat(SocketErrors.outOfDescriptors("accepting", new IOException("Too many open files")))
                .isNotNull()
                .hasMessageContaining("accepting")
                .hasMessageContaining("ulimit -n");
        // In another language, or another error: a channel can be opened, so it is not that
        assertThat(SocketErrors.outOfDescriptors("accepting", new IOException("Zu viele offene Dateien")))
                .isNull();
    }
}
