namespace Streaq.Tests.Client;

/// <summary>Every call of a client to the store, by name.</summary>
internal static class ClientVerbs
{
    private static readonly TaskDefinition<int, int> Double = new("verbs.double");

    private static readonly Dictionary<string, Func<IStreaqClient, CancellationToken, Task>> All = new(StringComparer.Ordinal)
    {
        ["EnqueueAsync"] = (client, token) => client.EnqueueAsync(Double, 1, cancellationToken: token),
        ["EnqueueAsync later"] = (client, token) => client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) }, token),
        ["EnqueueAsync with a key"] = (client, token) => client.EnqueueAsync(Double, 1, new EnqueueOptions { DeduplicationKey = "key" }, token),
        ["EnqueueAsync after another"] = (client, token) => client.EnqueueAsync(Double, 1, new EnqueueOptions { After = ["a"] }, token),
        ["EnqueueManyAsync"] = (client, token) => client.EnqueueManyAsync(Double, [1, 2], cancellationToken: token),
        ["GroupAsync"] = (client, token) => client.GroupAsync(Double, [1, 2], cancellationToken: token),
        ["Pipeline"] = (client, token) => client.Pipeline(Double, 1).Then(Double).EnqueueAsync(token),
        ["ScheduleAsync"] = (client, token) => client.ScheduleAsync("s", "@daily", Double, 1, cancellationToken: token),
        ["UnscheduleAsync"] = (client, token) => client.UnscheduleAsync("s", token),
        ["RunScheduleAsync"] = (client, token) => client.RunScheduleAsync("s", token),
        ["ListSchedulesAsync"] = (client, token) => client.ListSchedulesAsync(token),
        ["ResultAsync"] = (client, token) => client.Handle<int>("a").ResultAsync(timeout: null, token),
        ["ProgressAsync"] = async (client, token) => await client.Handle<int>("a").ProgressAsync(token).GetAsyncEnumerator(token).MoveNextAsync(),
        ["AbortAsync"] = (client, token) => client.AbortAsync("a", timeout: null, token),
        ["RunNowAsync"] = (client, token) => client.RunNowAsync("a", token),
        ["StateAsync"] = (client, token) => client.StateAsync("a", token),
        ["ReportAsync"] = (client, token) => client.ReportAsync("a", token),
        ["ListAsync"] = (client, token) => client.ListAsync(TaskState.Ready, cancellationToken: token),
        ["CountsAsync"] = (client, token) => client.CountsAsync(token),
        ["WorkersAsync"] = (client, token) => client.WorkersAsync(token),
        ["WorkerPageAsync"] = (client, token) => client.WorkerPageAsync(cancellationToken: token),
        ["WorkerAsync"] = (client, token) => client.WorkerAsync("w", token),
        ["SchedulePageAsync"] = (client, token) => client.SchedulePageAsync(cancellationToken: token),
        ["StatisticsAsync"] = (client, token) => client.StatisticsAsync(TimeSpan.FromHours(1), cancellationToken: token),
        ["RecentAsync"] = (client, token) => client.RecentAsync(cancellationToken: token),
        ["QueueExistsAsync"] = (client, token) => client.QueueExistsAsync(token),
        ["QueueNamesAsync"] = (client, token) => client.QueueNamesAsync(token),
        ["QueuesAsync"] = (client, token) => client.QueuesAsync(token),
        ["GroupProgressAsync"] = (client, token) => client.GroupProgressAsync("g", token),
        ["PauseAsync"] = (client, token) => client.PauseAsync(cancellationToken: token),
        ["ResumeAsync"] = (client, token) => client.ResumeAsync(cancellationToken: token),
        ["PausedAsync"] = (client, token) => client.PausedAsync(token),
        ["DeadLetters.ListAsync"] = (client, token) => client.DeadLetters.ListAsync(cancellationToken: token),
        ["DeadLetters.PageAsync"] = (client, token) => client.DeadLetters.PageAsync(cancellationToken: token),
        ["DeadLetters.ReplayManyAsync"] = (client, token) => client.DeadLetters.ReplayManyAsync(["a", "b"], token),
        ["DeadLetters.DeleteManyAsync"] = (client, token) => client.DeadLetters.DeleteManyAsync(["a", "b"], token),
        ["DeadLetters.FindAsync"] = (client, token) => client.DeadLetters.FindAsync("a", token),
        ["DeadLetters.ReplayAsync"] = (client, token) => client.DeadLetters.ReplayAsync("a", token),
        ["DeadLetters.DeleteAsync"] = (client, token) => client.DeadLetters.DeleteAsync("a", token),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static Task CallAsync(IStreaqClient client, string verb, CancellationToken cancellationToken = default) =>
        All[verb](client, cancellationToken);
}
