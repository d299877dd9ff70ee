namespace Streaq.Tasks;

/// <summary>Stands in for an exception whose own members throw, where it is handed to loggers and listeners.</summary>
internal sealed class ReadableException : Exception
{
    private readonly string _text;

    private ReadableException(Exception exception) : base($"{ExceptionText.Type(exception)}: {ExceptionText.Message(exception)}") =>
        _text = ExceptionText.Whole(exception);

    /// <returns>The exception itself, if it can be read.</returns>
    public static Exception For(Exception exception) => ExceptionText.IsReadable(exception) ? exception : new ReadableException(exception);

    public override string ToString() => _text;
}
