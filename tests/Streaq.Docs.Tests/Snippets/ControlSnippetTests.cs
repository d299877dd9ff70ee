namespace Streaq.Docs.Tests;

using global::Docs;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;

/// <summary>The snippets of the pages on progress, abort, pauses and look-ups do what the pages say.</summary>
public sealed class ControlSnippetTests
{
    [Fact]
    public async Task ProgressSnippets_TellHowFarATaskIs()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq => Progress.Map(streaq, line => Task.FromResult(line.Length)));
        var handle = await queue.Client.EnqueueAsync(Tasks.CountWords, "a\nbc");

        await Progress.FollowAsync(handle).WaitAsync(SnippetQueue.Patience);

        Assert.Equal(3, await handle.ResultAsync(SnippetQueue.Patience));
    }

    [Fact]
    public async Task AbortSnippets_OfARunningTask_EndIt()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq => Abort.MapObediently(streaq, async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        }));

        Assert.True(await Abort.AbortAsync(queue.Client, "a\nb"));
    }

    [Fact]
    public async Task PauseAndListSnippets_HoldTasksBackAndTellOfThem()
    {
        var (entered, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var queue = await SnippetQueue.StartAsync(streaq => streaq.Map(Tasks.CountWords, async (string text) =>
        {
            entered.SetResult();
            await open.Task;
            return text.Length;
        }));
        var handle = await queue.Client.EnqueueAsync(Tasks.CountWords, "abc");
        await entered.Task.WaitAsync(SnippetQueue.Patience);

        var paused = false;
        await SnoozeAndPause.MigrateAsync(queue.Client, async () => paused = (await queue.Client.PausedAsync()).WholeQueue);

        Assert.True(paused);
        Assert.False((await queue.Client.PausedAsync()).WholeQueue);
        Assert.Equal(1, await LookUps.ListAsync(queue.Client));
        await LookUps.WorkersAsync(queue.Client);
        await LookUps.QueuesAsync(queue.Client);
        open.SetResult();
        Assert.Equal(3, await handle.ResultAsync(SnippetQueue.Patience));
    }
}
