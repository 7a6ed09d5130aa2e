// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of what a server answers, in its own words. */
class RedisErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "READONLY You can't write against a read only replica.|BROKER_NOT_READY|TRANSIENT",
                "LOADING Redis is loading the dataset in memory|BROKER_NOT_READY|TRANSIENT",
                "MASTERDOWN Link with MASTER is down|BROKER_NOT_READY|TRANSIENT",
                "CLUSTERDOWN Hash slot not served|BROKER_NOT_READY|TRANSIENT",
                "TRYAGAIN Multiple keys request during rehashing of slot|BROKER_NOT_READY|TRANSIENT",
                "MOVED 3999 127.0.0.1:6381|BROKER_NOT_READY|TRANSIENT",
                "MISCONF Errors writing to the AOF file: No space left on device|BROKER_NOT_READY|TRANSIENT",
                "OOM command not allowed when used memory > 'maxmemory'.|BROKER_FULL|OVERLOAD",
                "NOAUTH Authentication required.|BROKER_DENIED|PERMANENT",
                "WRONGPASS invalid username-password pair or user is disabled.|BROKER_DENIED|PERMANENT",
                "NOPERM this user has no permissions to run the 'xadd' command|BROKER_DENIED|PERMANENT",
                "WRONGTYPE Operation against a key holding the wrong kind of value|WRONG_KEY|PERMANENT",
                "ERR unknown command 'XADD'|BROKER_REFUSED|PERMANENT"
            })
    void answersHaveACodeAndKeepTheirWords(String answer, ErrorCode code, ErrorClass errorClass) {
        MillraceException error = RedisErrors.answered("XADD orders", "127.0.0.1:6379", answer);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.errorClass()).isEqualTo(errorClass);
        assertThat(error.detail()).contains(answer).contains("127.0.0.1:6379").contains("XADD orders");
    }
}
