namespace Streaq.Tool.Serving;

/// <summary>Another program listens on a port.</summary>
internal sealed class PortTakenException(int port, string option, Exception inner) : Exception(
    $"Another program on this machine has the port {port}. Choose another one with {option}, or 0 for one that is free.", inner);
