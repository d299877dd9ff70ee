using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Testing.Tests;

/// <summary>The queue, run step by step on the test's clock.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly FakeMailer _mailer = new();
    private readonly StreaqTestHost _queue;

    public DrainTests() => _queue = StreaqTestHost.Create(streaq => streaq.AddModule<ShopModule>(), services => services.AddSingleton<IMailer>(_mailer));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task Next_OfAnEmptyQueue_IsNull() => Assert.Null(await _queue.RunNextAsync());

    [Fact]
    public async Task Next_OfSeveral_IsTheFirstOfTheFirstPriority()
    {
        await _queue.Client.EnqueueAsync(Tasks.Double, 1);
        await _queue.Client.EnqueueAsync(Tasks.Double, 2);
        var high = await _queue.Client.EnqueueAsync(Tasks.Double, 3, new EnqueueOptions { Priority = "high" });

        var first = await _queue.RunNextAsync();
        var second = await _queue.RunNextAsync();
        var third = await _queue.RunNextAsync();

        Assert.Equal(high.Id, first!.TaskId);
        Assert.Equal([7, 3, 5], new[] { first, second!, third! }.Select(attempt => attempt.ResultAs<int>()));
        Assert.Null(await _queue.RunNextAsync());
    }

    [Fact]
    public async Task Task_Run_IsKnownToItsHandle()
    {
        var handle = await _queue.Client.EnqueueAsync(Tasks.Double, 21);

        await _queue.DrainAsync();

        Assert.Equal(43, await handle.ResultAsync());
        Assert.Equal(TaskState.Succeeded, await handle.StateAsync());
    }

    [Fact]
    public async Task Drain_WithoutTime_LeavesDelayedTasksAlone()
    {
        await _queue.Client.EnqueueAsync(Tasks.Place, new Order("4711", "ann@example.org"));

        var attempts = await _queue.DrainAsync();

        Assert.Equal("orders.place", Assert.Single(attempts).TaskName);
        Assert.Equal(1, (await _queue.Client.CountsAsync()).Scheduled);
        Assert.Empty(_mailer.Sent);
    }

    [Fact]
    public async Task Drain_WithTime_RunsDelayedTasksAtTheirTime()
    {
        await _queue.Client.EnqueueAsync(Tasks.Place, new Order("4711", "ann@example.org"));
        var began = _queue.Time.GetUtcNow();

        var attempts = await _queue.DrainAsync(within: TimeSpan.FromHours(2));

        Assert.Equal(["orders.place", "mail.send"], attempts.Select(attempt => attempt.TaskName));
        Assert.Equal(["ann@example.org"], _mailer.Sent);
        Assert.Equal(began + TimeSpan.FromHours(1), _queue.Time.GetUtcNow());
    }

    [Theory]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(179, 2)]
    [InlineData(180, 3)]
    public async Task Drain_OfRetries_GoesAsFarAsItsTime(int seconds, int attempts)
    {
        await _queue.Client.EnqueueAsync(Tasks.Flaky, "abc");

        var ran = await _queue.DrainAsync(TimeSpan.FromSeconds(seconds));

        Assert.Equal(Enumerable.Range(1, attempts), ran.Select(attempt => attempt.Attempt));
        Assert.Equal(attempts == 3 ? TaskOutcome.Success : TaskOutcome.Retry, ran[^1].Outcome);
    }

    [Fact]
    public async Task Task_ThatFails_IsAmongTheDeadLetters()
    {
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(Tasks.Mail, void (string to) => throw new FormatException(to)));
        var handle = await queue.Client.EnqueueAsync(Tasks.Mail, "no-address");

        await queue.DrainAsync();

        Assert.Equal("no-address", Assert.Single(await queue.Client.DeadLetters.ListAsync()).Error.Message);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync());
    }

    [Fact]
    public async Task Task_OfACancelledRun_IsReadyAgain()
    {
        using var stop = new CancellationTokenSource();
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(Tasks.Mail, (string _, CancellationToken ct) =>
        {
            stop.Cancel();
            return Task.FromCanceled(ct);
        }));
        var handle = await queue.Client.EnqueueAsync(Tasks.Mail, "ann@example.org");

        var attempts = await queue.DrainAsync(cancellationToken: stop.Token);

        Assert.Equal(TaskOutcome.Returned, Assert.Single(attempts).Outcome);
        Assert.Equal(TaskState.Ready, await handle.StateAsync());
    }

    [Fact]
    public async Task Drain_OfATaskThatEnqueuesItself_Ends()
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Mail, (string to, IStreaqClient client) => client.EnqueueAsync(Tasks.Mail, to)));
        await queue.Client.EnqueueAsync(Tasks.Mail, "again");

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => queue.DrainAsync());

        Assert.Contains("the last was of 'mail.send'", e.Message);
    }

    [Fact]
    public async Task NamedQueue_OfTheApplication_HasATestQueueOfItsOwn()
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Place, (Order order, [FromKeyedServices("emails")] IStreaqClient emails) => emails.EnqueueAsync(Tasks.Mail, order.Number)),
            services => services.AddStreaq("emails", options => options.UseEmbeddedStore()).Map(Tasks.Mail, (string to) => _mailer.Send(to)));
        await queue.RunAsync(Tasks.Place, new Order("4711"));

        var attempt = await queue.Services.GetRequiredKeyedService<StreaqTestQueue>("emails").RunNextAsync();

        Assert.Equal(("mail.send", TaskOutcome.Success), (attempt!.TaskName, attempt.Outcome));
        Assert.Equal(["4711"], _mailer.Sent);
    }
}
