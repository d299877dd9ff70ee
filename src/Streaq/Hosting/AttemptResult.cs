using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq;

/// <summary>The result of an attempt that an <see cref="ITaskRunner"/> ran.</summary>
public class AttemptResult
{
    private readonly TaskSerializer _serializer;
    private readonly Settlement? _settlement;

    internal AttemptResult(Execution.Attempt ended, TaskSerializer serializer)
    {
        (_serializer, _settlement) = (serializer, ended.Settlement);
        (TaskId, TaskName, Attempt) = (ended.Message.Id, ended.Message.Name, ended.Message.Attempt);
        (Outcome, Error, Activity) = (ended.Outcome, ended.Error, ended.Span.Activity);
    }

    /// <summary>The task's id.</summary>
    public string TaskId { get; }

    /// <summary>The task's name.</summary>
    public string TaskName { get; }

    /// <summary>The attempt's number, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The outcome of the attempt.</summary>
    public TaskOutcome Outcome { get; }

    /// <summary>The exception that ended it; <see langword="null"/> on success.</summary>
    public Exception? Error { get; }

    /// <summary>
    /// How long the task waits for its next attempt; <see langword="null"/> unless <see cref="Outcome"/> is
    /// <see cref="TaskOutcome.Retry"/>.
    /// </summary>
    public TimeSpan? RetryDelay => (_settlement as RetrySettlement)?.Delay;

    /// <summary>The attempt's span (<c>process X</c>), which has ended; <see langword="null"/> without a listener.</summary>
    public Activity? Activity { get; }

    /// <summary>Reads the task's result from JSON, as a client does.</summary>
    /// <typeparam name="TResult">The type of the task's result.</typeparam>
    /// <returns>The result; the type's default value for a task without one.</returns>
    /// <exception cref="InvalidOperationException">The attempt did not succeed; its error is the inner exception.</exception>
    public TResult? ResultAs<TResult>()
    {
        if (Outcome is not TaskOutcome.Success || _settlement is not CompletionSettlement completion)
        {
            throw new InvalidOperationException(
                $"Attempt {Attempt} of task '{TaskName}' has no result, since it ended as {Outcome}: {Error?.Message}", Error);
        }

        var result = RecordFormat.Read(completion.Record, TaskId).Result;
        return result.IsEmpty ? default : _serializer.Read<TResult>(result, PayloadKind.Result, TaskId, TaskName, headers: null);
    }
}

/// <summary>The result of an attempt of a task with a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class AttemptResult<TResult> : AttemptResult
{
    internal AttemptResult(Execution.Attempt ended, TaskSerializer serializer) : base(ended, serializer)
    {
    }

    /// <summary>The task's result, read from JSON as a client does.</summary>
    /// <exception cref="InvalidOperationException">The attempt did not succeed; its error is the inner exception.</exception>
    public TResult? Result => ResultAs<TResult>();
}
