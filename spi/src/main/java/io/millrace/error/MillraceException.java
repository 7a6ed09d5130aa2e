// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of every exception that Millrace throws or reports in an event. Application code catches it on the control
 * path (listen, connect, publish with a deadline, close); the data path ({@code offer}, {@code claim}) answers with a
 * status and never throws for flow control. Instances are immutable and may be handed to any thread.
 *
 * <p>{@link #getMessage()} reads {@code [MR-2004 CONNECT_REFUSED] what happened — what to do next}. Match on
 * {@link #code()} or {@link #retryable()}, never on the text: codes are stable, texts are not. Text that came from a
 * peer passes {@link RemoteText#clean} before it gets here, and secrets of a URI never do. What the bytes of a peer caused
 * (MR-3xxx, and the three codes of a bad link, MR-2013 to MR-2015) has no stack trace: a peer can cause it as often as it likes.
 */
public abstract sealed class MillraceException extends RuntimeException
        permits ConfigurationException,
                LinkException,
                ProtocolException,
                RejectedException,
                PublicationException,
                ResourceException,
                InternalException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String detail;
    private final String hint;

    MillraceException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(null, cause, true, !isOfTheWire(Objects.requireNonNull(code, "code")));
        this.code = code;
        this.detail = Objects.requireNonNull(message, "message");
        this.hint = Objects.requireNonNull(hint, "hint");
    }

    /**
     * True for what the bytes of a peer say, which detail and link tell in full: where in the engine it was noticed is not worth a
     * kilobyte for each frame that is refused.
     */
    private static boolean isOfTheWire(ErrorCode code) {
        return switch (code) {
            case BAD_CHECKSUM, UNEXPECTED_POSITION, TAIL_LOSS -> true;
            default -> code.family() == ErrorFamily.PROTOCOL;
        };
    }

    /**
     * Makes the exception of the type that the code's family asks for: MR-1xxx a {@link ConfigurationException}, MR-2xxx
     * a {@link LinkException}, and so on. For code that has a code in hand and not a type, such as a state machine.
     */
    public static MillraceException of(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        return switch (code.family()) {
            case CONFIGURATION -> new ConfigurationException(code, message, hint, cause);
            case LINK -> new LinkException(code, message, hint, cause);
            case PROTOCOL -> new ProtocolException(code, message, hint, cause);
            case REJECTED -> new RejectedException(code, message, hint, cause);
            case DATA_PATH -> new PublicationException(code, message, hint, cause);
            case RESOURCE -> new ResourceException(code, message, hint, cause);
            case INTERNAL -> new InternalException(code, message, hint, cause);
        };
    }

    /** As {@link #of(ErrorCode, String, String, Throwable)}, without a cause. */
    public static MillraceException of(ErrorCode code, String message, String hint) {
        return of(code, message, hint, null);
    }

    /** The stable code; its {@link ErrorCode#id() id} is what to search for. */
    public final ErrorCode code() {
        return code;
    }

    /** What supervision does about it. */
    public final ErrorClass errorClass() {
        return code.errorClass();
    }

    /** Whether the same call may succeed later without anyone changing anything. */
    public final boolean retryable() {
        return code.retryable();
    }

    /** What happened, without the code and the hint that {@link #getMessage()} puts around it. */
    public final String detail() {
        return detail;
    }

    /** What to do next; empty if there is nothing useful to say. */
    public final String hint() {
        return hint;
    }

    /** Code, what happened, and what to do next; put together at each call. */
    @Override
    public final String getMessage() {
        String head = "[" + code.id() + " " + code.name() + "] " + detail;
        return hint.isEmpty() ? head : head + " — " + hint;
    }
}
