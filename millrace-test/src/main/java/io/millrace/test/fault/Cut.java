// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

/**
 * Where a link was cut: after {@code forwardedBytes} of a DATA frame of {@code frameLength} bytes had been passed on, and
 * not one more.
 *
 * @param frameLength header and payload, without padding
 * @param forwardedBytes of the frame that the receiver has got, at least 1 and less than {@code frameLength}
 * @param position of the frame in its stream
 * @param frame number of the frame among the DATA frames that the proxy has seen, counted from 1, repeats included
 */
public record Cut(int frameLength, int forwardedBytes, long position, long frame) {}
