namespace Streaq.Chaos.Worker;

/// <summary>Exceptions that handlers may throw, among them some whose message or text can't be read.</summary>
internal static class OddExceptions
{
    /// <summary>The number of kinds. The last one holds several exceptions.</summary>
    public const int Kinds = 4;

    public static Exception Failure(int? kind) => kind switch
    {
        null => new InvalidOperationException("planned"),
        0 => new NullMessageException(),
        1 => new ThrowingMessageException(),
        2 => new ThrowingTextException(),
        _ => new AggregateException(new ThrowingTextException(), new NullMessageException()),
    };

    /// <summary>Creates an exception that requests a retry: with an odd one inside, or inside another one as through <c>Wait</c>.</summary>
    public static Exception Retry(int? kind, TimeSpan delay) => kind switch
    {
        null => new StreaqRetryException("planned", delay),
        Kinds - 1 => new AggregateException(new StreaqRetryException("planned", delay)),
        _ => new StreaqRetryException("planned", delay, Failure(kind)),
    };

    private sealed class NullMessageException : Exception
    {
        public override string Message => null!;
    }

    private sealed class ThrowingMessageException : Exception
    {
        public override string Message => throw new InvalidTimeZoneException();
    }

    private sealed class ThrowingTextException : Exception
    {
        public override string ToString() => throw new InvalidTimeZoneException();
    }
}
