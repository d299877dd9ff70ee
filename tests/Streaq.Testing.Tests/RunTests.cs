using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Testing.Tests;

/// <summary>One attempt through the real middleware, without a worker.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private readonly FakeMailer _mailer = new();
    private readonly StreaqTestHost _queue;

    public RunTests() => _queue = StreaqTestHost.Create(streaq => streaq.AddModule<ShopModule>(), services => services.AddSingleton<IMailer>(_mailer));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task Attempt_OfATaskWithAResult_HasItAfterTheMiddleware()
    {
        var attempt = await _queue.RunAsync(Tasks.Double, 21);

        Assert.Equal((TaskOutcome.Success, 43, 43), (attempt.Outcome, attempt.Result, attempt.ResultAs<int>()));
        Assert.Equal(("math.double", 1, null, null), (attempt.TaskName, attempt.Attempt, attempt.Error, attempt.RetryDelay));
    }

    [Fact]
    public async Task Attempt_OfATaskWithoutAResult_UsesTheTestsServices()
    {
        var attempt = await _queue.RunAsync(Tasks.Mail, "ann@example.org");

        Assert.Equal(TaskOutcome.Success, attempt.Outcome);
        Assert.Equal(["ann@example.org"], _mailer.Sent);
        Assert.Null(attempt.ResultAs<string>());
    }

    [Fact]
    public async Task Attempt_ThatAsksForARetry_SaysWhen()
    {
        var first = await _queue.RunAsync(Tasks.Flaky, "abc");
        var second = await _queue.RunAsync(Tasks.Flaky, "abc", attempt: 2);
        var third = await _queue.RunAsync(Tasks.Flaky, "abc", attempt: 3);

        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromMinutes(1)), (first.Outcome, first.RetryDelay));
        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromMinutes(2)), (second.Outcome, second.RetryDelay));
        Assert.Equal((TaskOutcome.Success, 4), (third.Outcome, third.Result));
    }

    [Fact]
    public async Task Attempt_ThatFails_HasItsExceptionAndNoResult()
    {
        var boom = new FormatException("boom");
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(Tasks.Double, int (int _) => throw boom));

        var attempt = await queue.RunAsync(Tasks.Double, 1);

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.Same(boom, attempt.Error);
        var e = Assert.Throws<InvalidOperationException>(() => attempt.Result);
        Assert.Equal("Attempt 1 of task 'math.double' has no result, since it ended as Failure: boom", e.Message);
        Assert.Same(boom, e.InnerException);
    }

    [Fact]
    public async Task Attempt_BeyondTheLast_IsRefused()
    {
        var attempt = await _queue.RunAsync(Tasks.Flaky, "abc", attempt: 4);

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.IsType<TaskRefusedException>(attempt.Error);
    }

    [Fact]
    public async Task Attempt_WithOptions_HasThem()
    {
        TaskContext? seen = null;
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Mail, (string _, TaskContext context) => { seen = context; }), options: options => options.Queue = "mails");

        await queue.RunAsync(
            Tasks.Mail, "ann@example.org", options: new() { Id = "mail-1", Priority = "urgent", Headers = new Dictionary<string, string> { ["tenant"] = "acme" } });

        Assert.Equal(("mail-1", "urgent", "mails", "acme"), (seen!.TaskId, seen.Priority, seen.Queue, seen.Headers["tenant"]));
        Assert.Equal(queue.Time.GetUtcNow(), seen.StartedAt);
    }

    [Fact]
    public async Task Attempt_Ran_LeavesTheQueueAlone()
    {
        var waiting = await _queue.Client.EnqueueAsync(Tasks.Double, 1);

        var attempt = await _queue.RunAsync(Tasks.Double, 21);

        Assert.Equal(43, attempt.Result);
        Assert.Equal(TaskState.Ready, await waiting.StateAsync());
        Assert.Equal(TaskState.NotFound, await _queue.Client.StateAsync(attempt.TaskId));
        Assert.Single(_queue.Enqueued.All);
    }

    [Fact]
    public async Task Attempt_LongerThanItsTimeout_EndsWhenTheClockIsMoved()
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Mail, (string _, CancellationToken ct) => Task.Delay(Timeout.Infinite, ct)).WithTimeout(TimeSpan.FromMinutes(5)));

        var running = queue.RunAsync(Tasks.Mail, "ann@example.org");
        queue.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(running.IsCompleted);
        queue.Time.Advance(TimeSpan.FromTicks(1));

        var attempt = await running;
        Assert.Equal(TaskOutcome.Timeout, attempt.Outcome);
        Assert.IsType<TaskTimeoutException>(attempt.Error);
    }

    [Fact]
    public async Task Attempt_OfAStoppedWorker_IsLeftToAnother()
    {
        await using var queue = StreaqTestHost.Create(streaq => streaq.Map(Tasks.Mail, (string _, CancellationToken ct) => Task.Delay(Timeout.Infinite, ct)));
        using var stop = new CancellationTokenSource();

        var running = queue.RunAsync(Tasks.Mail, "ann@example.org", cancellationToken: stop.Token);
        await stop.CancelAsync();

        Assert.Equal(TaskOutcome.Returned, (await running).Outcome);
    }

    [Fact]
    public async Task BadCalls_AreRefused()
    {
        await Assert.ThrowsAsync<ArgumentNullException>("task", () => _queue.RunAsync((TaskDefinition<int>)null!, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("attempt", () => _queue.RunAsync(Tasks.Double, 1, attempt: 0));
        await Assert.ThrowsAsync<ArgumentException>("options", () => _queue.RunAsync(Tasks.Double, 1, options: new() { Delay = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentException>("options", () => _queue.RunAsync(Tasks.Double, 1, options: new() { At = DateTimeOffset.UnixEpoch }));
        await Assert.ThrowsAsync<ArgumentException>("Id", () => _queue.RunAsync(Tasks.Double, 1, options: new() { Id = "" }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("within", () => _queue.DrainAsync(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentNullException>("configure", () => StreaqTestHost.Create(null!));
    }

    [Fact]
    public void Mistakes_OfRegistration_AreReportedAtOnce()
    {
        // IMailer is missing.
        var e = Assert.Throws<InvalidOperationException>(() => StreaqTestHost.Create(streaq => streaq.AddModule<ShopModule>()));

        Assert.StartsWith("Task 'mail.send': parameter 'mailer' asks for Streaq.Testing.Tests.IMailer", e.Message);
    }
}
