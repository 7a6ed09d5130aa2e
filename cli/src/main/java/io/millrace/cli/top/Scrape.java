// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.millrace.MetricName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process's meters said at one time, in the text format of Prometheus. Immutable; other meters than ours are left out. */
final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("(millrace_\\w+?)(?:\\{(.*)\\})? (\\S+)(?: \\d+)?");
    private static final Pattern TAG = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final PrometheusNamingConvention NAMES = new PrometheusNamingConvention();

    /** One meter with its tags. */
    record Sample(Map<String, String> tags, double value) {
        String tag(String name) {
            return tags.getOrDefault(name, "");
        }
    }

    private final long takenNs;
    private final Map<String, List<Sample>> samples = new HashMap<>();

    private Scrape(long takenNs) {
        this.takenNs = takenNs;
    }

    static Scrape parse(String text, long takenNs) {
        Scrape scrape = new Scrape(takenNs);
        for (String line : text.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                Map<String, String> tags = new TreeMap<>();
                Matcher tag = TAG.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (tag.find()) {
                    tags.put(tag.group(1), tag.group(2));
                }
                scrape.samples
                        .computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                        .add(new Sample(tags, Double.parseDouble(sample.group(3))));
            }
        }
        return scrape;
    }

    /** True if it is no process with meters of Millrace. */
    boolean isEmpty() {
        return samples.isEmpty();
    }

    long takenNs() {
        return takenNs;
    }

    /** A meter's samples, one for each combination of tags. */
    List<Sample> of(MetricName name) {
        Meter.Type type = name.kind() == MetricName.Kind.COUNTER ? Meter.Type.COUNTER : Meter.Type.GAUGE;
        String unit = name.unit().equals("bool") ? null : name.unit();
        String exposed = NAMES.name(name.meter(), type, unit);
        // Whether the convention or the writer appends the suffix of counters is the library's affair
        return samples.getOrDefault(exposed, samples.getOrDefault(exposed + "_total", List.of()));
    }

    /** The sum of a meter's samples that have these tags. */
    double sum(MetricName name, Map<String, String> tags) {
        return of(name).stream()
                .filter(sample -> sample.tags().entrySet().containsAll(tags.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }
}
