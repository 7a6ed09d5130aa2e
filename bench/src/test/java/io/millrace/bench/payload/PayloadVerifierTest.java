// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadVerifierTest {
    @ParameterizedTest
    @CsvSource({"32, 0, 1000", "32, 1024, 5000", "33, 7, 100", "1, 0, 300", "mix, 0, 1000", "mix, 256, 1000", "8, 0, 0"
    })
    void acceptsWhatWasSent(String size, int cycle, int count) {
        PayloadSizes sizes = PayloadSizes.parse(size);
        PayloadVerifier verifier = PayloadVerifier.create(sizes, 1, cycle);
        for (int i = 0; i < count; i++) {
            feed(verifier, sizes.at(i), cycle == 0 ? i : i % cycle);
        }
        assertThat(verifier.problem()).isNull();
        assertThat(verifier.received()).isEqualTo(count);
    }

    @Test
    void seesALostMessage() {
        PayloadVerifier verifier = PayloadVerifier.create(PayloadSizes.parse("32"), 1, 0);
        feed(verifier, 32, 0);
        feed(verifier, 32, 2);
        assertThat(verifier.problem()).contains("message 1").contains("sequence 1");
    }

    @Test
    void seesAWrongLengthWhereThereIsNoSequence() {
        PayloadVerifier verifier = PayloadVerifier.create(PayloadSizes.parse("4"), 1, 0);
        feed(verifier, 5, 0);
        assertThat(verifier.problem()).contains("should have 4 bytes");
    }

    @Test
    void seesABodyThatWasChanged() {
        PayloadVerifier verifier = PayloadVerifier.create(PayloadSizes.parse("32"), 1, 0);
        verifier.accept(32, 0, Payload.fillSum(32) + 1);
        assertThat(verifier.problem()).contains("sum up");
    }

    @Test
    void followsEachOfSeveralProducers() {
        PayloadSizes sizes = PayloadSizes.parse("32");
        PayloadVerifier verifier = PayloadVerifier.create(sizes, 3, 0);
        for (int i = 0; i < 300; i++) {
            feed(verifier, 32, ProducerWord.of(i % 3, i / 3));
        }
        assertThat(verifier.problem()).isNull();

        feed(verifier, 32, ProducerWord.of(1, 101));
        assertThat(verifier.problem()).contains("producer 1").contains("expected 100");
    }

    @Test
    void cannotTellProducersOfTinyMessagesApart() {
        assertThatThrownBy(() -> PayloadVerifier.create(PayloadSizes.parse("mix"), 3, 0))
                .hasMessageContaining("8 bytes or more");
    }

    private static void feed(PayloadVerifier verifier, int length, long word) {
        long carried = length >= Long.BYTES ? word : 0;
        verifier.accept(length, carried, Payload.fillSum(length) + carried);
    }
}
