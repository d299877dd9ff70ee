using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Docs.Tests;

using global::Docs;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;
using Workers = global::Docs.Workers;

/// <summary>The snippets of the pages on workers, queues and modules do what the pages say.</summary>
public sealed class WorkerSnippetTests
{
    [Fact]
    public async Task DrainSnippet_StopsTheHostWhenNothingIsLeft()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.Map(Tasks.CountWords, (string text) => text.Length);

        await Workers.DrainAsync(builder, streaq).WaitAsync(SnippetQueue.Patience);
    }

    [Fact]
    public async Task BlockingSnippet_RunsItsTasks()
    {
        await using var queue = await SnippetQueue.StartAsync(Workers.MapBlocking);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "a b c");

        Assert.Equal(3, await (await queue.Client.EnqueueAsync(Tasks.CountWords, file)).ResultAsync(SnippetQueue.Patience));
        await (await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m))).WaitAsync(SnippetQueue.Patience);
        File.Delete(file);
    }

    [Fact]
    public async Task QueuesSnippet_RunsEachTaskInItsQueue()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        Queues.Add(builder.Services, redis: null);
        builder.Services.PostConfigureAll<StreaqOptions>(options => options.UseEmbeddedStore());
        using var host = builder.Build();
        await host.StartAsync();

        var sent = await host.Services.GetRequiredService<Checkout>().PayAsync("thank you", new Receipt("ann@example.org", 71.40m));

        await sent.WaitAsync(SnippetQueue.Patience);
        Assert.Equal(TaskState.NotFound, await host.Services.GetRequiredService<IStreaqClient>().StateAsync(sent.Id));
        await host.StopAsync();
    }

    [Fact]
    public async Task ModuleSnippets_MapTheTasksOnce()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            Modules.AddOne(streaq);
            Modules.AddAll(streaq);
        });

        Assert.Equal(3, await (await queue.Client.EnqueueAsync(Tasks.CountWords, "a b c")).ResultAsync(SnippetQueue.Patience));
    }
}
