// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

/** Which of Millrace's two ways to publish is measured. */
public enum PublishApi {
    /** Write in place, then commit. */
    CLAIM("claim"),
    /** Fill a buffer of one's own and have it copied. */
    OFFER("offer");

    private final String label;

    PublishApi(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
