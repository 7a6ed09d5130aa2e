// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.PublicationOptions;
import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.pipeline.Segment;
import io.millrace.internal.ring.FrameView;
import io.millrace.spi.frame.FrameDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pipeline's numbers, which fit all of its carriers.
 *
 * @param config what was asked for
 * @param frameSize largest frame, of which every carrier can send one
 * @param checksummed whether some carrier wants checksums: then the frames have them for all
 * @param carriers one for each carrier
 */
record PipelineSettings(PipelineConfig config, int frameSize, boolean checksummed, List<PublicationSettings> carriers) {

    static PipelineSettings of(PipelineConfig config) {
        List<PublicationSettings> wanted = new ArrayList<>();
        int frameSize = config.ringBytes / 2;
        boolean checksummed = false;
        for (PipelineConfig.Drain drain : config.drains) {
            PublicationSettings its = PublicationSettings.of(
                    drain.stream(),
                    withRing(drain.options(), config.ringBytes),
                    drain.endpoint().config(),
                    drain.endpoint().transport());
            wanted.add(its);
            frameSize = Math.min(frameSize, its.frameSize());
            checksummed |= its.checksummed();
        }
        boolean sealed = checksummed;
        List<PublicationSettings> agreed = wanted.stream()
                .map(its -> new PublicationSettings(
                        its.ringBytes(),
                        its.windowBytes(),
                        its.frameSize(),
                        its.maxMessageLength(),
                        its.checksum(),
                        sealed,
                        its.priority(),
                        its.slowConsumer()))
                .toList();
        return new PipelineSettings(config, frameSize, sealed, agreed);
    }

    private static PublicationOptions withRing(PublicationOptions options, int ringBytes) {
        PublicationOptions.Builder all = PublicationOptions.builder().ringBytes(ringBytes);
        if (options.windowBytes() != null) {
            all.windowBytes(options.windowBytes());
        }
        if (options.checksum() != null) {
            all.checksum(options.checksum());
        }
        if (options.priority() != null) {
            all.priority(options.priority());
        }
        if (options.slowConsumer() != null) {
            all.slowConsumer(options.slowConsumer());
        }
        return all.build();
    }

    /** What goes into its rings. */
    PublicationSettings ofInput(int reservedBytes) {
        return new PublicationSettings(
                config.ringBytes,
                config.ringBytes / 4,
                frameSize,
                frameSize - FrameDescriptor.HEADER_LENGTH - reservedBytes,
                ChecksumMode.NONE,
                false,
                0,
                SlowConsumerPolicy.BLOCK);
    }

    RingProducer.Traits traits(int streamId, boolean exclusive, boolean sealed, int reservedBytes) {
        return new RingProducer.Traits(
                config.name,
                streamId,
                FrameDescriptor.KIND_DATA,
                exclusive,
                sealed,
                reservedBytes,
                config.publishTimeoutNs,
                new LongAdder());
    }

    /** Adds the carriers, which see what the last stages let through. */
    void carry(EnginePipeline pipeline, Segment last, int streamId) {
        for (int i = 0; i < carriers.size(); i++) {
            PipelineConfig.Drain drain = config.drains.get(i);
            FrameView view = last.view();
            pipeline.carriers()
                    .add(
                            RingPublication.fed(
                                    drain.endpoint(),
                                    drain.stream(),
                                    streamId,
                                    carriers.get(i),
                                    view,
                                    pipeline.carriers()),
                            view);
        }
    }
}
