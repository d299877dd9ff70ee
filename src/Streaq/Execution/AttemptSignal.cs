using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Streaq.Execution;

/// <summary>
/// The exceptions by which an attempt asks for something, also through those that wrap them: <c>Task.Wait</c> and reflection do.
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

    /// <summary>Whether an exception only wraps what the attempt asks for, or its cancellation.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="inner">What it wraps.</param>
    public static bool IsWrapped(Exception error, [NotNullWhen(true)] out Exception? inner)
    {
        inner = In(error) ?? (IsCancellation(error) ? error.GetBaseException() : null);
        return inner is not null && !ReferenceEquals(inner, error);
    }

    /// <summary>Whether nothing happened but that the code was cancelled.</summary>
    public static bool IsCancellation(Exception error) => error switch
    {
        OperationCanceledException => true,
        AggregateException { InnerExceptions.Count: > 0 } several => several.InnerExceptions.All(IsCancellation),
        TargetInvocationException { InnerException: { } inner } => IsCancellation(inner),
        _ => false,
    };
}
