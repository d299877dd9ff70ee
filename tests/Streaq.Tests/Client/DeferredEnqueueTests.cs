using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Client;

namespace Streaq.Tests.Client;

/// <summary>A message that is prepared now and sent later is the same as that of an enqueue.</summary>
public sealed class DeferredEnqueueTests
{
    private static readonly TaskDefinition<string, string> Echo = new("deferred.echo");

    [Fact]
    public async Task Send_OfWhatWasPrepared_RunsItWithItsHeadersAndSignature()
    {
        await using var host = await StartAsync(options => options.SigningKey = new byte[32]);
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();

        var task = await deferred.PrepareAsync(
            Echo, "lamp", new EnqueueOptions { Headers = new Dictionary<string, string> { ["tenant"] = "acme" } });
        Assert.Equal(TaskState.NotFound, await task.Handle.StateAsync());
        await deferred.SendAsync([task.Message!.Content]);

        Assert.Equal("lamp acme", await task.Handle.ResultAsync(QueueHost.Patience));
        Assert.Equal((task.Handle.Id, "deferred.echo"), (task.Message.TaskId, task.Message.TaskName));
    }

    [Fact]
    public async Task Send_Again_AddsNothing()
    {
        var ran = new ConcurrentQueue<string>();
        await using var host = await StartAsync(set: streaq => streaq.Use((context, next) =>
        {
            ran.Enqueue((string)context.Arguments!);
            return next(context);
        }));
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();
        var tasks = await deferred.PrepareManyAsync(Echo, ["a", "b"]);

        await deferred.SendAsync([tasks[0].Message!.Content]);
        await deferred.SendAsync([.. tasks.Select(task => task.Message!.Content)]);
        await Task.WhenAll(tasks.Select(task => task.Handle.WaitAsync(QueueHost.Patience)));
        await deferred.SendAsync([.. tasks.Select(task => task.Message!.Content)]);

        await (await host.Client.EnqueueAsync(Echo, "last")).WaitAsync(QueueHost.Patience);
        Assert.Equal(["a", "b", "last"], ran);
    }

    [Fact]
    public async Task Send_OfASignedPipeline_TakesEachResultForTheNextArgument()
    {
        await using var host = await StartAsync(options => options.SigningKey = new byte[32]);
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();

        var last = await deferred.PrepareAsync(host.Client.Pipeline(Echo, "lamp").Then(Echo).Then(Echo));
        Assert.Equal(TaskState.NotFound, await last.Handle.StateAsync());
        await deferred.SendAsync([last.Message!.Content]);
        await deferred.SendAsync([last.Message.Content]);

        Assert.Equal("lamp   ", await last.Handle.ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Send_OfASignedGroup_RunsItsCallbackWithItsProgress()
    {
        var total = new TaskDefinition<GroupProgress, int>("deferred.total");
        await using var host = await StartAsync(
            options => options.SigningKey = new byte[32],
            streaq => streaq.Map(total, (GroupProgress progress) => progress.Succeeded));
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();

        var group = await deferred.PrepareGroupAsync(Echo, ["a", "b"], new GroupOptions { OnFinished = GroupCallback.Of(total) });
        await deferred.SendAsync([group.Message.Content]);
        await deferred.SendAsync([group.Message.Content]);

        await group.Group.Finished!.WaitAsync(QueueHost.Patience);
        Assert.Equal(new GroupProgress(group.Group.Id, 2, 2, 0), await group.Group.ProgressAsync());
    }

    [Fact]
    public async Task Send_OfAMessageOfANewerVersion_SaysSo()
    {
        await using var host = await StartAsync();
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();

        var e = await Assert.ThrowsAsync<FormatException>(() => deferred.SendAsync(["""{"v":9,"pipeline":[]}"""u8.ToArray()]));

        Assert.Contains("version 9", e.Message);
    }

    [Fact]
    public async Task Prepare_WithMiddlewareThatAnswers_HasNothingToSend()
    {
        var other = TaskHandle.Succeeded("other", "done");
        await using var host = await StartAsync(set: streaq => streaq.UseEnqueue((context, _) =>
        {
            context.Handle = other;
            return Task.CompletedTask;
        }));
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();

        var one = await deferred.PrepareAsync(Echo, "lamp");
        var many = await deferred.PrepareManyAsync(Echo, ["a", "b"]);

        Assert.Equal((other, null), (one.Handle, one.Message));
        Assert.All(many, task => Assert.Equal((other, null), (task.Handle, task.Message)));
    }

    [Fact]
    public async Task Send_OfWhatIsNoMessage_IsRefusedAndWritesNothing()
    {
        await using var host = await StartAsync();
        var deferred = host.Services.GetRequiredService<IDeferredEnqueue>();
        var sound = await deferred.PrepareAsync(Echo, "lamp");

        await Assert.ThrowsAsync<FormatException>(() => deferred.SendAsync([sound.Message!.Content, new byte[] { 0 }]));

        Assert.Equal(TaskState.NotFound, await sound.Handle.StateAsync());
    }

    [Theory]
    [InlineData(0, 60, 30)]
    [InlineData(20, 40, 10)]
    [InlineData(90, 0, 0.001)]
    public void Times_BetweenTheSteps_HaveRun(int age, double delay, double expires)
    {
        var made = DateTimeOffset.UnixEpoch.AddDays(20_000);
        var record = new DeferredRecord
        {
            Id = "a",
            Task = "a",
            Body = default,
            Priority = "normal",
            Made = made.ToUnixTimeMilliseconds(),
            Delay = 60_000,
            ExpiresIn = 30_000,
        };

        var task = record.ToNewTask(made.AddSeconds(age));

        Assert.Equal((TimeSpan.FromSeconds(delay), TimeSpan.FromSeconds(expires)), (task.Delay, task.ExpiresIn));
        Assert.Equal(TimeSpan.FromSeconds(age), record.AgeAt(made.AddSeconds(age)));
    }

    private static Task<QueueHost> StartAsync(Action<StreaqOptions>? options = null, Action<StreaqBuilder>? set = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker => worker.Concurrency = 1);
            streaq.Map(Echo, (string text, TaskContext context) => $"{text} {context.Headers.GetValueOrDefault("tenant")}");
            set?.Invoke(streaq);
        },
        options: options);
}
