using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Docs.Tests;

using global::Docs;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Schedules = global::Docs.Schedules;
using Tasks = global::Docs.Tasks;

/// <summary>The snippets of the page on schedules do what the page says.</summary>
public sealed class ScheduleSnippetTests
{
    [Fact]
    public async Task ScheduleSnippets_PutListAndRemove()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            streaq.Services.AddSingleton<IReports, NoReports>();
            Schedules.Declare(streaq);
        });

        await Schedules.PutAsync(queue.Client, "acme");

        var digest = Assert.Single(await queue.Client.ListSchedulesAsync(), schedule => schedule.Id == "digest-acme");
        Assert.Equal(("0 8 * * mon-fri", "America/New_York"), (digest.Expression, digest.TimeZone));
        Assert.True((await Schedules.RunAsync(queue.Client, "acme"))!.IsNew);
        var late = await queue.Client.EnqueueAsync(Tasks.CountWords, "a b", new EnqueueOptions { Delay = TimeSpan.FromDays(1) });
        Assert.Equal(RunNowResult.MadeReady, await Schedules.RunNowAsync(queue.Client, late.Id));
        Assert.Null(await Schedules.RunAsync(queue.Client, "never-seen"));
        Assert.True(await Schedules.RemoveAsync(queue.Client, "acme"));
        Assert.False(await Schedules.RemoveAsync(queue.Client, "acme"));
    }

    private sealed class NoReports : IReports
    {
        public Task RunAsync(DateOnly day, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SendAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
