package com.example.app;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.error.MillraceException;
import io.millrace.transport.tcp.TcpTransportProvider;
import java.time.Duration;

/** An application as a user writes it: App URI [register]. */
public final class App {
    private App() {}

    public static void main(String[] arguments) {
        Millrace.Builder builder = Millrace.builder();
        if (arguments.length > 1) {
            builder.register(new TcpTransportProvider());
        }
        try (Millrace millrace = builder.build()) {
            Endpoint server = millrace.listen(arguments[0]);
            server.subscribe("greetings", message -> System.out.println("received " + message.asString()));
            Publication greetings = millrace.connect(server.uri()).publication("greetings");
            greetings.publish("hello");
            System.out.println("drained " + greetings.drain(Duration.ofSeconds(20)));
        } catch (MillraceException e) {
            System.out.println(e.getMessage());
        }
    }
}
