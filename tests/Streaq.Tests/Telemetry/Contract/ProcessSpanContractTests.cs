using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class ProcessSpanContractTests : ContractTest
{
    [Fact]
    public async Task Process_ThatSucceeds_HasEveryAttributeAndNoStatus()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "ok");

        var span = await ProcessAsync(handle.Id);
        Assert.Equal("process work", span.DisplayName);
        Assert.Equal(ActivityKind.Consumer, span.Kind);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal("process", span.Tag("messaging.operation.name"));
        Assert.Equal("process", span.Tag("messaging.operation.type"));
        Assert.StartsWith("worker-", (string)span.Tag("messaging.client.id")!);
        Assert.Equal("workers", span.Tag("messaging.consumer.group.name"));
        Assert.Equal(3, span.Tag("streaq.max_attempts"));
        Assert.Equal("normal", span.Tag("streaq.priority"));
        Assert.Equal("api", span.Tag("streaq.trigger"));
        Assert.Equal("success", span.Tag("streaq.outcome"));
        Assert.Equal(0.0, span.Tag("streaq.queue_time"));
        Assert.Null(span.Tag("streaq.schedule_delay"));
        Assert.Null(span.Tag("error.type"));
    }

    [Fact]
    public async Task Process_OfATaskThatWaited_HasItsQueueTime()
    {
        await StartAsync();
        await BlockAsync();
        var handle = await Client.EnqueueAsync(Work, "ok");

        Time.Advance(TimeSpan.FromSeconds(2.5));
        Release();

        Assert.Equal(2.5, (await ProcessAsync(handle.Id)).Tag("streaq.queue_time"));
    }

    [Fact]
    public async Task Process_OfAScheduledTask_HasItsDelayAndTrigger()
    {
        await StartAsync();
        await BlockAsync();
        var handle = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { At = Time.GetUtcNow() - TimeSpan.FromSeconds(4) });
        Release();

        var span = await ProcessAsync(handle.Id);
        Assert.Equal(4.0, span.Tag("streaq.schedule_delay"));
        Assert.Equal("schedule", span.Tag("streaq.trigger"));
    }

    [Fact]
    public async Task Process_ThatFails_IsAnErrorWithItsTypeAndMessage()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "fail");

        var span = await ProcessAsync(handle.Id);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("It broke.", span.StatusDescription);
        Assert.Equal("System.InvalidOperationException", span.Tag("error.type"));
        Assert.Equal("failure", span.Tag("streaq.outcome"));
        Assert.Empty(span.Events);
    }

    [Fact]
    public async Task Process_WithRecordException_HasAnExceptionOnceThatTheHandlerHasRecorded()
    {
        await StartAsync(options => options.RecordException = true, streaq => streaq.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception e)
            {
                context.Activity!.AddException(e);
                throw;
            }
        }));

        var handle = await Client.EnqueueAsync(Work, "fail");

        Assert.Single((await ProcessAsync(handle.Id)).Events);
    }

    [Fact]
    public async Task Process_WithRecordException_HasTheExceptionAsAnEvent()
    {
        await StartAsync(options => options.RecordException = true);

        var handle = await Client.EnqueueAsync(Work, "fail");

        var recorded = Assert.Single((await ProcessAsync(handle.Id)).Events);
        Assert.Equal("exception", recorded.Name);
        Assert.Contains(recorded.Tags, tag => tag is { Key: "exception.message", Value: "It broke." });
    }

    [Fact]
    public async Task Process_OfAnExpiredTask_HasTheOutcomeAndNoError()
    {
        await StartAsync();
        await BlockAsync();
        var handle = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { ExpiresIn = TimeSpan.FromSeconds(1) });

        Time.Advance(TimeSpan.FromSeconds(2));
        Release();

        var span = await ProcessAsync(handle.Id);
        Assert.Equal("expired", span.Tag("streaq.outcome"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task Process_InsideTheWorker_IsCurrentForTheHandler()
    {
        var seen = new TaskCompletionSource<(Activity?, Activity?)>();
        await StartAsync(set: streaq => streaq.Map(
            new TaskDefinition<int>("look"), (int _, TaskContext context) => seen.SetResult((Activity.Current, context.Activity))));

        await Client.EnqueueAsync(new TaskDefinition<int>("look"), 1);

        var span = await SpanAsync("process look");
        Assert.Equal((span, span), await seen.Task);
    }
}
