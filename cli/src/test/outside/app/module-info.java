module com.example.app {
    requires io.millrace.api;
    requires static io.millrace.transport.tcp;
}
