// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * An example of a transport as a third party writes it: two processes of one host talk through files in a directory, which
 * both map into their memory. It reads the SPI of Millrace and nothing else of it.
 */
@NullMarked
package com.example.mapped;

import org.jspecify.annotations.NullMarked;
