using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class DependencySpanContractTests : ContractTest
{
    [Fact]
    public async Task Process_OfADependentTask_LinksTheAttemptsItWaitedFor()
    {
        await StartAsync();
        using var ambient = Ambient();
        var first = await Client.EnqueueAsync(Work, "retry once");
        var second = await Client.EnqueueAsync(Work, "ok");

        var last = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { After = [first, second.Id] });

        var span = await ProcessAsync(last.Id);
        var attempts = new[] { await ProcessAsync(first.Id, attempt: 2), await ProcessAsync(second.Id) };
        Assert.Equal(attempts.Select(attempt => attempt.SpanId).ToHashSet(), span.LinksOf("dependency").ToHashSet());
        Assert.Equal("dependency", span.Tag("streaq.trigger"));
        Assert.Equal([first.Id, second.Id], (string[])span.Tag("streaq.dependency.ids")!);
        var enqueue = await SpanAsync(other => other.Kind is ActivityKind.Producer && Equals(other.Tag("messaging.message.id"), last.Id));
        Assert.Equal([first.Id, second.Id], (string[])enqueue.Tag("streaq.dependency.ids")!);
        Assert.True(span.IsChildOf(enqueue.Context));
        Assert.Equal([enqueue.SpanId], span.LinksOf("creation"));
    }

    [Fact]
    public async Task Process_OfATaskWhoseDependencyFailed_IsAFailureWithoutALetterOrALogOfAnException()
    {
        using var metrics = new MetricLog(Queue);
        await StartAsync();
        var first = await Client.EnqueueAsync(Work, "fail");

        var last = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { After = [first] });

        var span = await ProcessAsync(last.Id);
        Assert.Equal("failure", span.Tag("streaq.outcome"));
        Assert.Equal("Streaq.DependencyFailedException", span.Tag("error.type"));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Contains(first.Id, span.StatusDescription);
        Assert.Equal([(await ProcessAsync(first.Id)).SpanId], span.LinksOf("dependency"));
        Assert.Single(Spans.Named("dead_letter work"));
        Assert.Single(Log.Lines, line => line.Event.Name == "messaging.process.exception");
        Assert.Equal(1, metrics.Sum("streaq.task.dead_letters"));
    }

    [Fact]
    public async Task Stages_OfAPipeline_AreInTheTraceOfTheFirst()
    {
        var (first, second) = (new TaskDefinition<int, int>("first"), new TaskDefinition<int, int>("second"));
        await StartAsync(set: streaq =>
        {
            streaq.Map(first, (int number) => number);
            streaq.Map(second, (int number) => number);
        });

        await Client.Pipeline(first, 1, new EnqueueOptions { Id = "p" }).Then(second).EnqueueAsync();

        var process = await ProcessAsync("p.2");
        var (enqueueFirst, enqueueSecond) = (await SpanAsync("enqueue first"), await SpanAsync("enqueue second"));
        Assert.True(enqueueFirst.IsRoot());
        Assert.True(enqueueSecond.IsChildOf(enqueueFirst.Context));
        Assert.True(process.IsChildOf(enqueueSecond.Context));
        Assert.Equal([(await ProcessAsync("p")).SpanId], process.LinksOf("dependency"));
        Assert.All(Spans.Stopped.Where(span => span.Kind is ActivityKind.Producer or ActivityKind.Consumer), span => Assert.Equal("p", span.Tag("messaging.message.conversation_id")));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task Process_OfAPlainTask_HasNoDependencies()
    {
        await StartAsync();

        var span = await ProcessAsync((await Client.EnqueueAsync(Work, "ok")).Id);

        Assert.Null(span.Tag("streaq.dependency.ids"));
        Assert.Empty(span.LinksOf("dependency"));
    }
}
