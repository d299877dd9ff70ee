using NativeAot;

namespace Streaq.NativeAot.Tests;

/// <summary>The sample of docs/guides/native-aot.md, compiled to native code, behaves as in IL.</summary>
public sealed class NativeWorkerTests(NativeWorker worker) : IClassFixture<NativeWorker>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Publish_OfTheSample_WarnsOfNothing() => Assert.Empty(worker.Program.Warnings);

    [Fact]
    public async Task Task_OfALambda_HasItsResult()
    {
        var handle = await worker.Client.EnqueueAsync(Warehouse.Pack, new Parcel(7, ["pen", "cup"]));

        Assert.Equal(new Label("order 7: pen, cup"), await handle.ResultAsync(Patience));
    }

    [Fact]
    public async Task Task_OfAClass_IsTriedAgain()
    {
        var handle = await worker.Client.EnqueueAsync(Warehouse.Ship, new Parcel(8, ["late", "pen"]));

        await handle.WaitAsync(Patience);

        Assert.Equal((TaskOutcome.Success, 2), (await handle.ReportAsync() is var report ? (report.Outcome!.Value, report.Attempts) : default));
    }

    [Fact]
    public async Task Task_OfASynchronousClass_Succeeds()
    {
        var handle = await worker.Client.EnqueueAsync(Warehouse.Discard, new Parcel(10, []));

        await handle.WaitAsync(Patience);
    }

    [Fact]
    public async Task Task_ThatFails_IsADeadLetterWithItsArgument()
    {
        var handle = await worker.Client.EnqueueAsync(Warehouse.Ship, new Parcel(9, []));

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(Patience));

        Assert.Contains("Order 9 has nothing to ship.", failure.Message);
        var letters = await worker.Client.DeadLetters.ListAsync();
        var letter = Assert.Single(letters, letter => letter.TaskId == handle.Id);
        Assert.Equal("System.InvalidOperationException", letter.Error.Type);
    }

    [Fact]
    public async Task Group_OfTasks_TellsItsProgressToItsCallback()
    {
        var group = await worker.Client.GroupAsync(
            Warehouse.Pack, Enumerable.Range(0, 5).Select(order => new Parcel(order, [])), new GroupOptions { OnFinished = GroupCallback.Of(Warehouse.Close) });

        Assert.Equal(5, (await group.WaitAsync(Patience)).Succeeded);
        Assert.StartsWith("5 of 5 packed", await worker.Client.Handle<string>(group.Finished!.Id).ResultAsync(Patience));
    }

    [Fact]
    public async Task Cron_OfTheWorker_FiresAndIsTraced()
    {
        var spans = await worker.Collector.WaitForSpansAsync(spans => spans.Any(span => span.Text(5) == "process warehouse.tidy"));

        var process = spans.First(span => span.Text(5) == "process warehouse.tidy");
        Assert.Equal("success", process.Attributes(9)["streaq.outcome"]);
    }

    [Fact]
    public async Task Span_OfATask_HasWhatMiddlewareAdds()
    {
        var handle = await worker.Client.EnqueueAsync(Warehouse.Pack, new Parcel(4711, ["pen"]));
        await handle.WaitAsync(Patience);

        var spans = await worker.Collector.WaitForSpansAsync(spans => spans.Any(IsTagged));

        Assert.Equal("process warehouse.pack", spans.First(IsTagged).Text(5));

        static bool IsTagged(Streaq.Instrumentation.Tests.Otlp.ProtoMessage span) =>
            span.Attributes(9).TryGetValue("warehouse.order", out var order) && order is 4711L;
    }

    [Fact]
    public async Task Metrics_OfTheWorker_Arrive()
    {
        var metrics = await worker.Collector.WaitForMetricsAsync(metrics => metrics.Any(metric => metric.Text(1) == "messaging.process.duration"));

        Assert.Contains(metrics, metric => metric.Text(1) == "streaq.worker.active");
    }

    [Fact]
    public async Task Worker_OfASection_IsSetUpByIt()
    {
        var handle = await worker.Client.EnqueueAsync(Warehouse.Pack, new Parcel(1, []));
        await handle.WaitAsync(Patience);

        var report = Assert.Single(await worker.Client.WorkersAsync());

        Assert.Equal(3, report.Concurrency);
    }
}
