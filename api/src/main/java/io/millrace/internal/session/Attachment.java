// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/** A publication's attachment to one session, as whoever keeps the publication's table of sessions has it. I/O agent's thread. */
public interface Attachment {

    /** The session's cursor over the publication's ring. */
    OutboundStream stream();

    /** The session. */
    Session session();

    /** How slow it may still be. */
    SlowBudget slowBudget();
}
