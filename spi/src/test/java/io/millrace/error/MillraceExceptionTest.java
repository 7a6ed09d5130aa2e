// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MillraceExceptionTest {
    private static final Map<Character, Class<? extends MillraceException>> TYPES = Map.of(
            '1', ConfigurationException.class,
            '2', LinkException.class,
            '3', ProtocolException.class,
            '4', RejectedException.class,
            '5', PublicationException.class,
            '6', ResourceException.class,
            '9', InternalException.class);

    @Test
    void theMessageHasCodeProblemAndHint() {
        LinkException e = new LinkException(ErrorCode.CONNECT_REFUSED, "nobody listens on h:1", "start the server");

        assertThat(e)
                .hasMessage("[MR-2004 CONNECT_REFUSED] nobody listens on h:1 — start the server")
                .hasNoCause();
        assertThat(e.detail()).isEqualTo("nobody listens on h:1");
        assertThat(e.hint()).isEqualTo("start the server");
        assertThat(e.code()).isEqualTo(ErrorCode.CONNECT_REFUSED);
        assertThat(e.errorClass()).isEqualTo(ErrorClass.TRANSIENT);
        assertThat(e.retryable()).isTrue();
    }

    @Test
    void withoutAHintTheMessageEndsWithTheProblem() {
        Throwable cause = new IllegalStateException("x");

        assertThat(new InternalException(ErrorCode.INTERNAL, "a bug", "", cause))
                .hasMessage("[MR-9002 INTERNAL] a bug")
                .hasCause(cause);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstDigitOfTheIdNamesTheType(ErrorCode code) {
        MillraceException e = MillraceException.of(code, "problem", "hint");

        assertThat(e).isExactlyInstanceOf(TYPES.get(code.id().charAt("MR-".length())));
        assertThat(e.retryable()).isEqualTo(code.errorClass().retryable());
    }
}
