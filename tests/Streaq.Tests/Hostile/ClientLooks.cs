namespace Streaq.Tests.Hostile;

/// <summary>
/// All calls of a client that read a queue. Each returns, or throws an exception that its caller can distinguish from a bug in Streaq.
/// </summary>
internal static class ClientLooks
{
    public static async Task AllAsync(IStreaqClient client)
    {
        foreach (var state in Enum.GetValues<TaskState>().Where(state => state is not TaskState.NotFound))
        {
            await AnswersAsync($"ListAsync({state})", () => client.ListAsync(state));
        }

        await AnswersAsync("CountsAsync", () => client.CountsAsync());
        await AnswersAsync("WorkersAsync", () => client.WorkersAsync());
        await AnswersAsync("WorkerPageAsync", () => client.WorkerPageAsync());
        await AnswersAsync("WorkerAsync", () => client.WorkerAsync("w"));
        await AnswersAsync("SchedulePageAsync", () => client.SchedulePageAsync());
        await AnswersAsync("ListSchedulesAsync", () => client.ListSchedulesAsync());
        await AnswersAsync("QueueExistsAsync", () => client.QueueExistsAsync());
        await AnswersAsync("QueueNamesAsync", () => client.QueueNamesAsync());
        await AnswersAsync("QueuesAsync", () => client.QueuesAsync());
        await AnswersAsync("StatisticsAsync", () => client.StatisticsAsync(TimeSpan.FromDays(3)));
        await AnswersAsync("RecentAsync", () => client.RecentAsync());
        await AnswersAsync("Traces.FindAsync", () => client.Traces.FindAsync([HostileKeys.TraceId]));
        await AnswersAsync("PausedAsync", () => client.PausedAsync());
        await AnswersAsync("DeadLetters.ListAsync", () => client.DeadLetters.ListAsync());
        await AnswersAsync("DeadLetters.PageAsync", () => client.DeadLetters.PageAsync());
        foreach (var id in Enumerable.Range(0, 4).Select(i => $"hostile-{i}").Append("0123456789abcdef0123456789abcdef-1"))
        {
            await AnswersAsync($"StateAsync({id})", () => client.StateAsync(id));
            await AnswersAsync($"ReportAsync({id})", () => client.ReportAsync(id));
            await AnswersAsync($"Handle({id}).ReportAsync", () => client.Handle<int>(id).ReportAsync());
            await AnswersAsync($"WaitAsync({id})", () => client.Handle<int>(id).ResultAsync(TimeSpan.FromMilliseconds(1)));
            await AnswersAsync($"GroupProgressAsync({id})", () => client.GroupProgressAsync(id));
            await AnswersAsync($"DeadLetters.FindAsync({id})", () => client.DeadLetters.FindAsync(id));
        }
    }

    public static async Task ActAsync(IStreaqClient client)
    {
        string[] ids = [.. Enumerable.Range(0, 4).Select(i => $"hostile-{i}")];
        var span = new TraceSpan { SpanId = "0123456789abcdef", Name = "GET /", StartedAt = DateTimeOffset.UtcNow };
        await AnswersAsync("Traces.KeepAsync", () => client.Traces.KeepAsync([new(HostileKeys.TraceId, [span]) { Dropped = 1 }], new TraceBudget()));
        await AnswersAsync("DeadLetters.ReplayManyAsync", () => client.DeadLetters.ReplayManyAsync(ids));
        foreach (var id in ids)
        {
            await AnswersAsync($"DeadLetters.ReplayAsync({id})", () => client.DeadLetters.ReplayAsync(id));
            await AnswersAsync($"RunNowAsync({id})", () => client.RunNowAsync(id));
            await AnswersAsync($"RunScheduleAsync({id})", () => client.RunScheduleAsync(id));
            await AnswersAsync($"AbortAsync({id})", () => client.AbortAsync(id, TimeSpan.FromMilliseconds(1)));
            await AnswersAsync($"DeadLetters.DeleteAsync({id})", () => client.DeadLetters.DeleteAsync(id));
            await AnswersAsync($"UnscheduleAsync({id})", () => client.UnscheduleAsync(id));
        }

        await AnswersAsync("DeadLetters.DeleteManyAsync", () => client.DeadLetters.DeleteManyAsync(ids));
    }

    private static async Task AnswersAsync(string call, Func<Task> ask)
    {
        try
        {
            await ask().WaitAsync(QueueHost.Patience);
        }
        catch (StreaqException)
        {
            // Its message says what can't be read.
        }
        catch (TimeoutException) when (call.StartsWith("Wait", StringComparison.Ordinal) || call.StartsWith("Abort", StringComparison.Ordinal))
        {
            // The wait for the end of a task that does not end.
        }
        catch (System.Text.Json.JsonException) when (call.StartsWith("Handle", StringComparison.Ordinal) || call.StartsWith("Wait", StringComparison.Ordinal))
        {
            // The handle expects a number, and the task's result is a text.
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{call} threw {e.GetType().Name}: {e.Message}", e);
        }
    }
}
