using System.Net;

namespace Streaq.Dashboard.Tests.Actions;

/// <summary>The effect of each action, and the page that follows it.</summary>
public sealed class ActionTests
{
    private static readonly TaskDefinition<int> Bill = new("orders.bill");
    private static readonly TaskDefinition<int> Other = new("orders.other");

    [Fact]
    public async Task Pause_AndResume_OfAPriority_LeaveTheOthers()
    {
        await using var app = await BoardApp.StartAsync();

        using var paused = await app.PostAsync("default/pause", ("priority", "normal"));
        var whilePaused = await app.Client.PausedAsync();
        using var resumed = await app.PostAsync("default/resume", ("priority", "normal"));

        Assert.Equal((HttpStatusCode.SeeOther, "../default?did=pause&n=1&of=1"), (paused.StatusCode, paused.Headers.Location?.OriginalString));
        Assert.Equal((false, "normal"), (whilePaused.WholeQueue, string.Join(' ', whilePaused.Priorities)));
        Assert.Empty((await app.Client.PausedAsync()).Priorities);
    }

    [Fact]
    public async Task RunNow_OfAScheduledTask_MakesItReady()
    {
        await using var app = await BoardApp.StartAsync();
        var task = await app.Client.EnqueueAsync(Bill, 1, new EnqueueOptions { Id = "a/b", Delay = TimeSpan.FromHours(1) });

        using var first = await app.PostAsync("default/tasks/a~2Fb/run");
        using var second = await app.PostAsync("default/tasks/a~2Fb/run");

        Assert.Equal("../../../default/tasks/a~2Fb?did=run&n=1&of=1", first.Headers.Location?.OriginalString);
        Assert.Equal("../../../default/tasks/a~2Fb?did=run&n=0&of=1", second.Headers.Location?.OriginalString);
        Assert.Equal(TaskState.Ready, await task.StateAsync());
    }

    [Fact]
    public async Task Schedule_FiredAndRemoved_IsGone()
    {
        await using var app = await BoardApp.StartAsync();
        await app.Client.ScheduleAsync("nightly", "0 3 * * *", Bill, 1);

        using var fired = await app.PostAsync("default/schedules/nightly/fire");
        using var removed = await app.PostAsync("default/schedules/nightly/remove");

        Assert.Equal("../../../default/schedules?did=fire&n=1&of=1", fired.Headers.Location?.OriginalString);
        Assert.Equal("../../../default/schedules?did=remove&n=1&of=1", removed.Headers.Location?.OriginalString);
        Assert.Empty(await app.Client.ListSchedulesAsync());
        Assert.Equal(1, (await app.Client.CountsAsync()).Ready.Values.Sum());
    }

    [Fact]
    public async Task Replay_OfAGroup_TakesAllOfItAndNoOther()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Queue = AddFailing });
        var bills = await app.Client.EnqueueManyAsync(Bill, Enumerable.Range(0, 120));
        var other = await app.Client.EnqueueAsync(Other, 1);
        await Task.WhenAll(bills.Append(other).Select(task => Assert.ThrowsAsync<TaskFailedException>(() => task.WaitAsync())));
        await app.Client.PauseAsync();

        using var replayed = await app.PostAsync("default/dead/replay", ("task", Bill.Name), ("error", "System.FormatException"));

        Assert.Equal("../../default/dead?did=replay&n=120&of=120", replayed.Headers.Location?.OriginalString);
        Assert.Equal(Other.Name, Assert.Single(await app.Client.DeadLetters.ListAsync()).TaskName);
        var page = await app.Http.GetStringAsync("default/dead?did=replay&n=120&of=120");
        Assert.Contains("Replayed: 120.", page);
    }

    [Fact]
    public async Task Replay_OfAGroupOfOlderLetters_LeavesTheNewest()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Queue = AddFailing });
        var bills = await app.Client.EnqueueManyAsync(Bill, Enumerable.Range(0, 5));
        await Task.WhenAll(bills.Select(task => Assert.ThrowsAsync<TaskFailedException>(() => task.WaitAsync())));
        var newest = await app.Client.DeadLetters.PageAsync(2);
        await app.Client.PauseAsync();

        using var replayed = await app.PostAsync("default/dead/replay", ("task", Bill.Name), ("error", ""), ("after", newest.Continuation!));

        Assert.Equal("../../default/dead?did=replay&n=3&of=3", replayed.Headers.Location?.OriginalString);
        var left = await app.Client.DeadLetters.ListAsync();
        Assert.Equal(newest.Letters.Select(letter => letter.TaskId), left.Select(letter => letter.TaskId));
    }

    [Fact]
    public async Task Delete_OfSomeSelected_LeavesTheOthers()
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Queue = AddFailing });
        var bills = await app.Client.EnqueueManyAsync(Bill, Enumerable.Range(0, 3));
        await Task.WhenAll(bills.Select(task => Assert.ThrowsAsync<TaskFailedException>(() => task.WaitAsync())));

        using var deleted = await app.PostAsync("default/dead/delete", ("id", bills[0].Id), ("id", bills[2].Id), ("id", "none"));

        Assert.Equal("../../default/dead?did=delete&n=2&of=3", deleted.Headers.Location?.OriginalString);
        Assert.Equal(bills[1].Id, Assert.Single(await app.Client.DeadLetters.ListAsync()).TaskId);
        Assert.Contains("The others had moved on.", await app.Http.GetStringAsync("default/dead?did=delete&n=2&of=3"));
    }

    [Fact]
    public async Task Action_WithAnInvalidId_SaysSo()
    {
        await using var app = await BoardApp.StartAsync();

        using var answer = await app.PostAsync("default/tasks/%7B%20/abort");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("default?did=pause&n=x&of=1")]
    [InlineData("default?did=<script>&n=1&of=1")]
    [InlineData("default?did=pause")]
    public async Task Notice_ThatTheDashboardDidNotWrite_IsNotShown(string path)
    {
        await using var app = await BoardApp.StartAsync();

        Assert.DoesNotContain("class=\"notice\"", await app.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData(false, false, "Hidden: the application does not set")]
    [InlineData(true, false, "&quot;secret&quot;")]
    [InlineData(true, true, "orders.bill: ***")]
    public async Task Argument_IsShownAsTheApplicationWants(bool show, bool format, string expected)
    {
        var secret = new TaskDefinition<string>("orders.bill");
        await using var app = await BoardApp.StartAsync(new BoardSetUp
        {
            Queue = queue =>
            {
                queue.AddWorker();
                queue.Map(secret, void (string _) => throw new FormatException("no amount"));
            },
            Options = options => (options.ShowPayloads, options.FormatPayload) = (show, format ? (task, _) => $"{task}: ***" : null),
        });
        var task = await app.Client.EnqueueAsync(secret, "secret", new EnqueueOptions { Headers = new Dictionary<string, string> { ["token"] = "secret" } });
        await Assert.ThrowsAsync<TaskFailedException>(() => task.WaitAsync());

        var page = await app.Http.GetStringAsync($"default/tasks/{task.Id}");

        Assert.Contains(expected, page);
        Assert.Equal(show && !format, page.Contains("secret", StringComparison.Ordinal));
    }

    private static void AddFailing(StreaqBuilder queue)
    {
        queue.AddWorker();
        queue.Map(Bill, void (int _) => throw new FormatException("no amount"));
        queue.Map(Other, void (int _) => throw new FormatException("no amount"));
    }
}
