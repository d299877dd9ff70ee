using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Execution;

/// <summary>An attempt that is retried logs one warning. The last one logs an error.</summary>
public sealed class FailureLogTests
{
    private static readonly TaskDefinition<int> Work = new("work");

    [Fact]
    public async Task Task_ThatFailsForGood_IsOneWarningForEachRetryAndAnErrorAtItsEnd()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(
            Work, Task (int _, TaskContext context) => throw new StreaqRetryException("again", TimeSpan.FromMilliseconds(1), new InvalidDataException($"row {context.Attempt}\nat the end"))));

        var handle = await host.Client.EnqueueAsync(Work, 1);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        await host.Log.SeenAsync("streaq.task.dead_lettered");

        var lines = host.Log.Lines.Where(line => line.Level >= LogLevel.Warning && line.Message.Contains(handle.Id, StringComparison.Ordinal)).ToList();
        Assert.Equal(
            [
                (LogLevel.Warning, $"Task work {handle.Id} failed at attempt 1 of 3 with System.IO.InvalidDataException: row 1. It is tried again in 00:00:00.0010000"),
                (LogLevel.Warning, $"Task work {handle.Id} failed at attempt 2 of 3 with System.IO.InvalidDataException: row 2. It is tried again in 00:00:00.0010000"),
                (LogLevel.Error, $"Task work {handle.Id} failed at attempt 3, its last, with System.IO.InvalidDataException: row 3"),
                (LogLevel.Error, $"Task work {handle.Id} failed for good at attempt 3 and is kept among the dead letters"),
            ],
            lines.Select(line => (line.Level, line.Message)));
        Assert.All(lines[..3], line => Assert.IsType<InvalidDataException>(line.Exception));
    }
}
