using System.Diagnostics;

namespace Streaq.Tests.Workers;

/// <summary>The execution context in which a host starts does not flow into its tasks.</summary>
public sealed class HostFlowTests
{
    private static readonly TaskDefinition<int, string> Work = new("work");
    private static readonly AsyncLocal<string?> Flowing = new();

    [Fact]
    public async Task Handler_OfAHostThatStartsInsideAFlow_FindsNothingOfIt()
    {
        using var source = new ActivitySource("HostFlow");
        using var listener = new ActivityListener
        {
            ShouldListenTo = other => other == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        Flowing.Value = "of the starter";
        var starting = source.StartActivity("start")!;
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker()
            .Map(Work, (int _) => $"{Flowing.Value}{(Activity.Current?.Source == source ? "span" : "")}"));
        starting.Dispose();
        Flowing.Value = null;

        Assert.Equal("", await (await host.Client.EnqueueAsync(Work, 1)).ResultAsync(QueueHost.Patience));
    }
}
