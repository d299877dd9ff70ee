namespace Streaq.Client;

/// <summary>A task that has ended and is in no queue, for a handle that a test makes.</summary>
/// <param name="result">Its result.</param>
/// <param name="error">Its error; <see langword="null"/> when it has succeeded.</param>
internal sealed class EndedTask(object? result, TaskError? error) : ITaskAccess
{
    private TaskState State => error is null ? TaskState.Succeeded : TaskState.Failed;

    public Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken) => Task.FromResult(State);

    public async Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken) =>
        await ReportAsync<object>(taskId, cancellationToken).ConfigureAwait(false);

    public Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, CancellationToken cancellationToken) =>
        Task.FromResult(new TaskReport<TResult>
        {
            TaskId = taskId,
            State = State,
            Outcome = error is null ? TaskOutcome.Success : TaskOutcome.Failure,
            Attempts = 1,
            Error = error,
            Result = result is TResult typed ? typed : default,
        });

    public Task<bool> AbortAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Task.FromResult(false);

    public Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken) => Task.FromResult(RunNowResult.Ended);

    public IAsyncEnumerable<TaskProgress> ProgressAsync(string taskId, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<TaskProgress>();

    public Task WaitForSuccessAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        error is null ? Task.CompletedTask : Task.FromException(new TaskFailedException(taskId, error));

    public async Task<TResult> ResultAsync<TResult>(
        string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        await WaitForSuccessAsync(taskId, taskName, timeout, cancellationToken).ConfigureAwait(false);
        return (TResult)result!;
    }
}
