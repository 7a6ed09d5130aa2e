// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.access.StreamRights;
import io.millrace.error.ErrorCode;
import io.millrace.error.ProtocolException;
import io.millrace.spi.frame.Extension;
import java.util.ArrayList;
import java.util.List;

/**
 * What one peer may do: of several rights all must allow it. The engine's own streams, those of replies, need none: they
 * belong to one session, and only who may publish a request gets an answer. Immutable.
 *
 * @param rights none of them denies nothing
 */
public record Grant(List<StreamRights> rights) {

    /** Where nobody guards. */
    public static final Grant EVERYTHING = new Grant(List.of());

    /** For a session that nobody has let in. */
    public static final Grant NOTHING = new Grant(List.of(StreamRights.none()));

    /** The stream of replies. */
    private static final String REPLIES = "$replies";

    /** Copies the list. */
    public Grant {
        rights = List.copyOf(rights);
    }

    /** Whether its bearer may publish a stream. */
    public boolean mayPublish(String stream) {
        for (StreamRights right : rights) {
            if (!right.mayPublish(stream) && !stream.equals(REPLIES)) {
                return false;
            }
        }
        return true;
    }

    /** Whether its bearer may subscribe to a stream. */
    public boolean maySubscribe(String stream) {
        for (StreamRights right : rights) {
            if (!right.maySubscribe(stream) && !stream.equals(REPLIES)) {
                return false;
            }
        }
        return true;
    }

    /** As a WELCOME tells its bearer. */
    public List<Extension> extensions() {
        return rights.stream()
                .map(right -> new Extension(Extension.GRANT, right.encode()))
                .toList();
    }

    /** What a WELCOME says. */
    public static Grant of(List<Extension> extensions) {
        List<StreamRights> rights = new ArrayList<>();
        for (Extension extension : extensions) {
            if (extension.type() == Extension.GRANT) {
                rights.add(decode(extension));
            }
        }
        return rights.isEmpty() ? EVERYTHING : new Grant(rights);
    }

    private static StreamRights decode(Extension extension) {
        try {
            return StreamRights.decode(extension.value());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(
                    ErrorCode.BAD_CONTROL_FRAME,
                    "the rights in WELCOME cannot be read",
                    "check that both sides speak the same version");
        }
    }
}
