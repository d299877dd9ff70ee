using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Docs.Tests;

using global::Docs;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;

/// <summary>The snippets of the pages on enqueues, workflows and limits do what the pages say.</summary>
public sealed class EnqueueSnippetTests
{
    [Fact]
    public async Task EnqueueSnippets_RunToTheirEnd()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            GettingStarted.Map(streaq);
            streaq.Map(Tasks.SendReceipt).To<SendReceiptHandler>();
        });

        var handles = await GettingStarted.EnqueueAsync(queue.Client, "4711");
        var again = await GettingStarted.EnqueueAsync(queue.Client, "4711");

        await Task.WhenAll(handles.Concat(again).Select(handle => handle.WaitAsync(SnippetQueue.Patience)));
        Assert.Equal("receipt-4711", handles[3].Id);
        Assert.Equal(handles[3].Id, again[3].Id);
        Assert.Equal("4 words", await GettingStarted.WaitAsync(queue.Client, (TaskHandle<int>)handles[0]));
    }

    [Fact]
    public async Task ReplaySnippet_PutsEveryDeadLetterBack()
    {
        var broken = true;
        await using var queue = await SnippetQueue.StartAsync(streaq => streaq.Map(
            Tasks.CountWords, (string text) => broken ? throw new InvalidOperationException("broken") : text.Length));
        var handle = await queue.Client.EnqueueAsync(Tasks.CountWords, "abc");
        Assert.Equal("System.InvalidOperationException: broken", await GettingStarted.WaitAsync(queue.Client, handle));

        broken = false;

        Assert.Equal(1, await GettingStarted.ReplayAsync(queue.Client));
        Assert.Equal(3, await handle.ResultAsync(SnippetQueue.Patience));
        Assert.Empty(await queue.Client.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task WorkflowSnippets_RunToTheirEnd()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            GettingStarted.Map(streaq);
            Workflows.Map(streaq);
        });

        var report = await Workflows.AfterAsync(queue.Client);

        Assert.Equal("animals: 9 words in 3 texts", await report.ResultAsync(SnippetQueue.Patience));
        var (group, counts, end) = await Workflows.GroupAsync(queue.Client, ["a b", "c"]);
        Assert.Equal([2, 1], counts);
        Assert.Equal(2, end.Succeeded);
        await Task.WhenAll(group.Finished!.WaitAsync(SnippetQueue.Patience), group.Succeeded!.WaitAsync(SnippetQueue.Patience));
        Assert.Equal("4 words", await (await Workflows.PipelineAsync(queue.Client)).ResultAsync(SnippetQueue.Patience));
    }

    [Fact]
    public async Task LimitSnippets_RunWhatTheyLetIn()
    {
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            streaq.Services.AddSingleton(new ShopOrders
            {
                Imported = shop =>
                {
                    began.TrySetResult();
                    return shop == "north" ? end.Task : Task.CompletedTask;
                },
            });
            streaq.Services.AddSingleton<HttpClient>();
            Limits.MapUnique(streaq);
            Limits.MapConcurrency(streaq);
            Limits.MapRate(streaq);
        });
        var north = Limits.EnqueueOnceAsync(queue.Client, "north");
        await began.Task.WaitAsync(SnippetQueue.Patience);

        await Limits.EnqueueOnceAsync(queue.Client, "south").WaitAsync(SnippetQueue.Patience);
        var second = await queue.Client.EnqueueAsync(new TaskDefinition<ImportOrders>("orders.import"), new ImportOrders("north"));
        var refusal = await Assert.ThrowsAsync<TaskFailedException>(() => second.WaitAsync(SnippetQueue.Patience));
        Assert.Equal(typeof(TaskAlreadyRunningException).FullName, refusal.Error.Type);
        var receipt = await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 1));
        await receipt.WaitAsync(SnippetQueue.Patience);

        end.SetResult();
        await north.WaitAsync(SnippetQueue.Patience);
    }
}
