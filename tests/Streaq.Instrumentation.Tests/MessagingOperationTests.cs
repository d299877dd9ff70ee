namespace Streaq.Instrumentation.Tests;

/// <summary>The deprecated attribute that Aspire's dashboard shows instead of a span's name.</summary>
public sealed class MessagingOperationTests
{
    private static readonly TaskDefinition<int> Work = new("operation.work");

    [Fact]
    public async Task SetMessagingOperation_On_PutsTheNameOnEverySpan()
    {
        using var tracing = Tracing.Start(options => options.SetMessagingOperation = true);

        var spans = await RunAsync(tracing);

        Assert.Equal(
            ["create operation.work", "create operation.work", "dead_letter operation.work", "enqueue operation", "process operation.work", "process operation.work", "process operation.work", "retry operation.work"],
            spans.Select(span => span.Tags["messaging.operation"]).Order());
        Assert.All(spans, span => Assert.Equal(span.Name, span.Tags["messaging.operation"]));
    }

    [Fact]
    public async Task SetMessagingOperation_ByDefault_IsOff()
    {
        using var tracing = Tracing.Start();

        var spans = await RunAsync(tracing);

        Assert.All(spans, span => Assert.DoesNotContain("messaging.operation", span.Tags.Keys));
    }

    [Fact]
    public async Task SetMessagingOperation_AfterAnEnrichmentThatRenames_HasTheNewName()
    {
        using var tracing = Tracing.Start(options =>
        {
            options.SetMessagingOperation = true;
            options.EnrichWithTaskContext = (activity, _) => activity.DisplayName = "renamed";
        });

        await RunAsync(tracing);

        Assert.Equal("renamed", (await tracing.Spans.WaitForAsync("renamed")).Tags["messaging.operation"]);
    }

    /// <summary>Runs two tasks, one of which is retried and then fails.</summary>
    private static async Task<IReadOnlyList<Span>> RunAsync(Tracing tracing)
    {
        await using (var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, Run), queue: "operation"))
        {
            foreach (var task in await host.Client.EnqueueManyAsync(Work, [1, 2]))
            {
                await task.WaitAsync(QueueHost.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return tracing.Spans.Ended;
    }

    private static void Run(int number, TaskContext context)
    {
        if (number == 2)
        {
            throw context.Attempt == 1 ? new StreaqRetryException("later", TimeSpan.Zero) : new FormatException("bad");
        }
    }
}
