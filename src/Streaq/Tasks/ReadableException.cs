namespace Streaq.Tasks;

/// <summary>Replaces an exception whose own members throw, before loggers and listeners receive it.</summary>
internal sealed class ReadableException : Exception
{
    private readonly string _text;

    private ReadableException(Exception exception) : base($"{ExceptionText.Type(exception)}: {ExceptionText.Message(exception)}") =>
        _text = ExceptionText.Whole(exception);

    /// <returns>The exception itself, if it can be read.</returns>
    public static Exception For(Exception exception) => ExceptionText.IsReadable(exception) ? exception : new ReadableException(exception);

    public override string ToString() => _text;
}
