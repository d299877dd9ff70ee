using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Streaq.Execution;

/// <summary>
/// Finds the exceptions that request a retry or a snooze or report a timeout, also inside those that wrap them, as <c>Task.Wait</c> and
/// reflection do.
/// </summary>
internal static class AttemptSignal
{
    /// <returns><see langword="null"/> for a plain failure.</returns>
    public static Exception? In(Exception error) => error switch
    {
        StreaqRetryException or StreaqSnoozeException or TaskTimeoutException => error,
        AggregateException several => several.InnerExceptions.Select(In).FirstOrDefault(signal => signal is not null),
        TargetInvocationException { InnerException: { } inner } => In(inner),
        _ => null,
    };

    /// <summary>Whether an exception only wraps such a signal, or a cancellation.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="inner">The wrapped exception.</param>
    public static bool IsWrapped(Exception error, [NotNullWhen(true)] out Exception? inner)
    {
        inner = In(error) ?? (IsCancellation(error) ? error.GetBaseException() : null);
        return inner is not null && !ReferenceEquals(inner, error);
    }

    /// <summary>Whether the exception reports nothing but a cancellation.</summary>
    public static bool IsCancellation(Exception error) => error switch
    {
        OperationCanceledException => true,
        AggregateException { InnerExceptions.Count: > 0 } several => several.InnerExceptions.All(IsCancellation),
        TargetInvocationException { InnerException: { } inner } => IsCancellation(inner),
        _ => false,
    };
}
