// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.SubscriptionOptions;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A member of a group in a process of its own, to be killed: counts in a mapped file how often it has handled each number, and how
 * many of those were marked as repeats. Arguments: URI, member, file, how many numbers there are.
 */
final class MemberMain {

    private MemberMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int count = Integer.parseInt(args[3]);
        try (FileChannel file = FileChannel.open(
                        Path.of(args[2]),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
                Millrace millrace = Millrace.create()) {
            MappedByteBuffer handled = file.map(FileChannel.MapMode.READ_WRITE, 0, 2L * count);
            Endpoint endpoint = millrace.connect(args[0]);
            endpoint.subscribe(
                    "tasks",
                    SubscriptionOptions.builder()
                            .group("workers")
                            .consumer(args[1])
                            .build(),
                    message -> {
                        int number = message.getInt(0);
                        handled.put(number, (byte) (handled.get(number) + 1));
                        if (message.isRedelivered()) {
                            handled.put(count + number, (byte) (handled.get(count + number) + 1));
                        }
                    });
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
