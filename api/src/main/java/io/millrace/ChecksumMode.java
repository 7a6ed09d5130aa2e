// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * Whether the frames of a publication carry a CRC32C, fixed when it is made; set by the option {@code checksum} of an
 * endpoint, or by {@link PublicationOptions.Builder#checksum}.
 */
public enum ChecksumMode {
    /** Unless both ends are on this host, as far as the transport can tell before it connects. */
    AUTO,
    /** Always. */
    CRC32C,
    /** Never. */
    NONE
}
