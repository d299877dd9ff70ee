namespace Streaq.Client;

/// <summary>The operations behind a <see cref="TaskHandle"/>.</summary>
internal interface ITaskAccess
{
    Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken);

    Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken);

    Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, CancellationToken cancellationToken);

    Task<bool> AbortAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken);

    Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken);

    IAsyncEnumerable<TaskProgress> ProgressAsync(string taskId, CancellationToken cancellationToken);

    Task WaitForSuccessAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken);

    Task<TResult> ResultAsync<TResult>(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken);
}
