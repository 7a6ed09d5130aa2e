// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import io.millrace.cli.aeron.AeronDriverCommand;
import io.millrace.cli.demo.DemoCommand;
import io.millrace.cli.demo.DemoPublisher;
import io.millrace.cli.demo.DemoSubscriber;
import io.millrace.cli.doctor.DoctorCommand;
import io.millrace.cli.simulate.SimulateCommand;
import io.millrace.cli.stream.PubCommand;
import io.millrace.cli.stream.StreamsCommand;
import io.millrace.cli.stream.SubCommand;
import io.millrace.cli.token.TokenCommand;
import io.millrace.cli.top.TopCommand;
import io.millrace.cli.torture.TortureCommand;
import io.millrace.cli.torture.TortureDriver;
import io.millrace.cli.torture.TortureProxy;
import io.millrace.cli.torture.TorturePublisher;
import io.millrace.cli.torture.TortureSubscriber;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The {@code millrace} command itself: says what the others are. */
@Command(
        name = "millrace",
        description = "Event streaming for the JVM: one API, and the transport is a dependency.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Try it in two terminals:",
            "  millrace sub --listen tcp://127.0.0.1:7400 news",
            "  echo hello | millrace pub tcp://127.0.0.1:7400 news",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong command line or configuration."
        })
final class MillraceCommand implements Runnable {
    private final Console console;

    @Spec
    private CommandSpec spec;

    private MillraceCommand(Console console) {
        this.console = console;
    }

    /** The whole command line, for one execution in this process. */
    static CommandLine commandLine(Console console, Interruption interruption) {
        CommandLine commands = new CommandLine(new MillraceCommand(console));
        List.of(
                        new DemoCommand(console, interruption),
                        new PubCommand(console, interruption),
                        new SubCommand(console, interruption),
                        new TopCommand(console, interruption),
                        new StreamsCommand(console),
                        new DoctorCommand(console),
                        new AeronDriverCommand(console, interruption),
                        new SimulateCommand(console, interruption),
                        new TortureCommand(console, interruption),
                        new DemoPublisher(console, interruption),
                        new DemoSubscriber(console, interruption),
                        new TorturePublisher(console, interruption),
                        new TortureSubscriber(console, interruption),
                        new TortureProxy(console, interruption),
                        new TortureDriver(console, interruption))
                .forEach(commands::addSubcommand);
        CommandLine token = TokenCommand.commandLine(console);
        token.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .addOption(help()));
        commands.addSubcommand(token);
        commands.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .addOption(help()));
        commands.addSubcommand(new BenchMount(console)); // has a --help of its own
        ErrorReport errors = new ErrorReport(console.err());
        return commands.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build();
    }

    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }
}
