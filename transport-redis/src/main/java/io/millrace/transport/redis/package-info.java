// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The log transport over Redis Streams, or what speaks its protocol: {@link
 * io.millrace.transport.redis.RedisTransportProvider} is found by ServiceLoader.
 */
@NullMarked
package io.millrace.transport.redis;

import org.jspecify.annotations.NullMarked;
