namespace Streaq.Dashboard.Traces;

/// <summary>A tracing backend can't be read. The message is the end of a sentence that begins with its name.</summary>
internal sealed class TraceReaderException(string message, Exception? inner = null) : Exception(message, inner);
