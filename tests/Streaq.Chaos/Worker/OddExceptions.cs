namespace Streaq.Chaos.Worker;

/// <summary>What handlers may throw, and what can't be read.</summary>
internal static class OddExceptions
{
    /// <summary>How many kinds there are; the last one is of several exceptions.</summary>
    public const int Kinds = 4;

    public static Exception Failure(int? kind) => kind switch
    {
        null => new InvalidOperationException("planned"),
        0 => new NullMessageException(),
        1 => new ThrowingMessageException(),
        2 => new ThrowingTextException(),
        _ => new AggregateException(new ThrowingTextException(), new NullMessageException()),
    };

    /// <summary>What asks for another attempt: with an odd exception inside, or inside another as through <c>Wait</c>.</summary>
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
