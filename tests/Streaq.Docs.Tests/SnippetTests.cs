using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Docs.Tests;

using global::Docs;
// Below the namespace, so that they go before Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;
using Schedules = global::Docs.Schedules;
using Workers = global::Docs.Workers;

/// <summary>The snippets do what the pages say, on the embedded store.</summary>
public sealed class SnippetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TaskDefinition<string, int> Flaky = new("test.flaky");
    private static readonly TaskDefinition<string, string> Tenant = new("test.tenant");

    [Fact]
    public async Task TimerAndRetry_WithATaskThatFailsTwice_RunItThreeTimesASecondApart()
    {
        var attempts = new List<long>();
        await using var queue = await Queue.StartAsync(streaq =>
        {
            Middleware.Add(streaq);
            streaq.Map(Flaky, (string text) =>
            {
                attempts.Add(Stopwatch.GetTimestamp());
                return attempts.Count < 3 ? throw new InvalidOperationException("not yet") : text.Length;
            });
        });

        var handle = await queue.Client.EnqueueAsync(Flaky, "abc");

        Assert.Equal(3, await handle.ResultAsync(Patience));
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
        Assert.True(Stopwatch.GetElapsedTime(attempts[0], attempts[1]) >= TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task TimerAndRetry_WithATaskThatAlwaysFails_EndAfterThreeAttemptsWithItsOwnException()
    {
        await using var queue = await Queue.StartAsync(streaq =>
        {
            Middleware.Add(streaq);
            streaq.Map(Flaky, int (string text) => throw new InvalidOperationException(text));
        });

        var handle = await queue.Client.EnqueueAsync(Flaky, "never");

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(Patience));
        Assert.Equal(typeof(InvalidOperationException).FullName, failure.Error.Type);
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
    }

    [Fact]
    public async Task EnqueueAndClassMiddleware_CarryTheTenantToTheWorker()
    {
        await using var queue = await Queue.StartAsync(streaq =>
        {
            Middleware.AddEnqueue(streaq, new Acme());
            Middleware.AddClass(streaq);
            streaq.Map(Tenant, (string _, TaskContext context) => context.Headers["tenant"]);
        });

        var handle = await queue.Client.EnqueueAsync(Tenant, "");

        Assert.Equal("acme", await handle.ResultAsync(Patience));
    }

    [Fact]
    public async Task TransformAndShortCut_ChangeArgumentAndResult()
    {
        await using var queue = await Queue.StartAsync(streaq =>
        {
            Middleware.AddTransforming(streaq);
            Middleware.AddShortCut(streaq);
            streaq.Map(Flaky, (string text) => text == "abc" ? -5 : throw new InvalidOperationException(text));
        });

        var trimmed = await queue.Client.EnqueueAsync(Flaky, "  abc ");
        var empty = await queue.Client.EnqueueAsync(Flaky, " ");

        Assert.Equal(0, await trimmed.ResultAsync(Patience));
        Assert.Equal(0, await empty.ResultAsync(Patience));
    }

    [Fact]
    public async Task ChildSpan_OfAMiddleware_IsUnderTheAttempt()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Streaq" or "Shop",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Activity? attempt = null;
        await using var queue = await Queue.StartAsync(streaq =>
        {
            Middleware.AddChildSpan(streaq);
            streaq.Map(Flaky, (string _, TaskContext context) =>
            {
                attempt = context.Activity;
                return 1;
            });
        });

        await (await queue.Client.EnqueueAsync(Flaky, "abc")).ResultAsync(Patience);

        lock (spans)
        {
            Assert.Contains(spans, span => span.OperationName == "check stock" && span.ParentSpanId == attempt!.SpanId);
        }
    }

    [Fact]
    public async Task ScheduleSnippets_PutListAndRemove()
    {
        await using var queue = await Queue.StartAsync(streaq =>
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

    [Fact]
    public async Task EnqueueSnippets_RunToTheirEnd()
    {
        await using var queue = await Queue.StartAsync(streaq =>
        {
            GettingStarted.Map(streaq);
            streaq.Map(Tasks.SendReceipt).To<SendReceiptHandler>();
        });

        var handles = await GettingStarted.EnqueueAsync(queue.Client, "4711");
        var again = await GettingStarted.EnqueueAsync(queue.Client, "4711");

        await Task.WhenAll(handles.Concat(again).Select(handle => handle.WaitAsync(Patience)));
        Assert.Equal("receipt-4711", handles[3].Id);
        Assert.Equal(handles[3].Id, again[3].Id);
        Assert.Equal("4 words", await GettingStarted.WaitAsync(queue.Client, (TaskHandle<int>)handles[0]));
    }

    [Fact]
    public async Task ReplaySnippet_PutsEveryDeadLetterBack()
    {
        var broken = true;
        await using var queue = await Queue.StartAsync(streaq => streaq.Map(
            Tasks.CountWords, (string text) => broken ? throw new InvalidOperationException("broken") : text.Length));
        var handle = await queue.Client.EnqueueAsync(Tasks.CountWords, "abc");
        Assert.Equal("System.InvalidOperationException: broken", await GettingStarted.WaitAsync(queue.Client, handle));

        broken = false;

        Assert.Equal(1, await GettingStarted.ReplayAsync(queue.Client));
        Assert.Equal(3, await handle.ResultAsync(Patience));
        Assert.Empty(await queue.Client.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task WorkflowSnippets_RunToTheirEnd()
    {
        await using var queue = await Queue.StartAsync(streaq =>
        {
            GettingStarted.Map(streaq);
            Workflows.Map(streaq);
        });

        var report = await Workflows.AfterAsync(queue.Client);

        Assert.Equal("animals: 9 words in 3 texts", await report.ResultAsync(Patience));
        var (group, counts, end) = await Workflows.GroupAsync(queue.Client, ["a b", "c"]);
        Assert.Equal([2, 1], counts);
        Assert.Equal(2, end.Succeeded);
        await Task.WhenAll(group.Finished!.WaitAsync(Patience), group.Succeeded!.WaitAsync(Patience));
        Assert.Equal("4 words", await (await Workflows.PipelineAsync(queue.Client)).ResultAsync(Patience));
    }

    [Fact]
    public async Task DrainSnippet_StopsTheHostWhenNothingIsLeft()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        streaq.Map(Tasks.CountWords, (string text) => text.Length);

        await Workers.DrainAsync(builder, streaq).WaitAsync(Patience);
    }

    [Fact]
    public async Task ProgressSnippets_TellHowFarATaskIs()
    {
        await using var queue = await Queue.StartAsync(streaq => Progress.Map(streaq, line => Task.FromResult(line.Length)));
        var handle = await queue.Client.EnqueueAsync(Tasks.CountWords, "a\nbc");

        await Progress.FollowAsync(handle).WaitAsync(Patience);

        Assert.Equal(3, await handle.ResultAsync(Patience));
    }

    [Fact]
    public async Task PayloadSnippets_RunATaskThatIsSignedAndEncrypted()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        Payloads.Add(builder, new byte[32], new byte[32]);
        builder.Services.PostConfigureAll<StreaqOptions>(options => options.UseEmbeddedStore());
        using var host = builder.Build();
        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Tasks.CountWords, new string('a', 9_000));
        Assert.Equal(TaskState.Ready, await handle.StateAsync());

        var transform = new AesGcmTransform(new byte[32]);
        var context = new PayloadContext(PayloadKind.Argument, "q", "a", "t", new Dictionary<string, string>());
        var written = transform.Protect("secret"u8.ToArray(), context);
        Assert.Equal("secret"u8.ToArray(), transform.Unprotect(written, context).ToArray());
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => transform.Unprotect(written, context with { TaskId = "b" }));
    }

    [Fact]
    public async Task AbortSnippets_OfARunningTask_EndIt()
    {
        await using var queue = await Queue.StartAsync(streaq => Abort.MapObediently(streaq, async (_, stop) =>
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
        await using var queue = await Queue.StartAsync(streaq => streaq.Map(Tasks.CountWords, async (string text) =>
        {
            entered.SetResult();
            await open.Task;
            return text.Length;
        }));
        var handle = await queue.Client.EnqueueAsync(Tasks.CountWords, "abc");
        await entered.Task.WaitAsync(Patience);

        var paused = false;
        await SnoozeAndPause.MigrateAsync(queue.Client, async () => paused = (await queue.Client.PausedAsync()).WholeQueue);

        Assert.True(paused);
        Assert.False((await queue.Client.PausedAsync()).WholeQueue);
        Assert.Equal(1, await LookUps.ListAsync(queue.Client));
        await LookUps.WorkersAsync(queue.Client);
        await LookUps.QueuesAsync(queue.Client);
        open.SetResult();
        Assert.Equal(3, await handle.ResultAsync(Patience));
    }

    private sealed class NoReports : IReports
    {
        public Task RunAsync(DateOnly day, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task SendAsync(CancellationToken cancellationToken) => Task.CompletedTask;
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

        await sent.WaitAsync(Patience);
        Assert.Equal(TaskState.NotFound, await host.Services.GetRequiredService<IStreaqClient>().StateAsync(sent.Id));
        await host.StopAsync();
    }

    [Fact]
    public async Task ModuleSnippets_MapTheTasksOnce()
    {
        await using var queue = await Queue.StartAsync(streaq =>
        {
            Modules.AddOne(streaq);
            Modules.AddAll(streaq);
        });

        Assert.Equal(3, await (await queue.Client.EnqueueAsync(Tasks.CountWords, "a b c")).ResultAsync(Patience));
    }

    [Fact]
    public async Task BlockingSnippet_RunsItsTasks()
    {
        await using var queue = await Queue.StartAsync(Workers.MapBlocking);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "a b c");

        Assert.Equal(3, await (await queue.Client.EnqueueAsync(Tasks.CountWords, file)).ResultAsync(Patience));
        await (await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m))).WaitAsync(Patience);
        File.Delete(file);
    }

    [Fact]
    public async Task TestingSnippets_ShowWhatTheirCommentsSay()
    {
        var mailer = new FakeMailer();
        await using var queue = Testing.Create(mailer);

        var attempt = await Testing.RunAsync(queue);
        Assert.Equal((TaskOutcome.Success, 4), (attempt.Outcome, attempt.Result));
        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromSeconds(4)), await Testing.RetryAsync(queue));
        var reminder = await Testing.EnqueuedAsync(queue);
        Assert.Equal(("ann@example.org", TimeSpan.FromDays(7), "acme"), (reminder.Argument.To, reminder.Options.Delay, reminder.Headers["tenant"]));
        Assert.Equal(2, await Testing.DrainAsync(queue, mailer));
        Assert.Equal("success", Testing.Outcome(queue));
        Assert.Equal(TaskOutcome.Timeout, await Testing.TimeOutAsync());
        Assert.Equal(4, await Testing.WaitAsync(queue));
        Assert.Equal(3, (await Testing.FireAsync()).Count);
        Assert.Equal(TaskState.Succeeded, await Testing.InlineAsync(new FakeMailer()));
        Assert.Equal(4, await Testing.Substitute().ResultAsync());
    }

    [Fact]
    public async Task LimitSnippets_RunWhatTheyLetIn()
    {
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var queue = await Queue.StartAsync(streaq =>
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
        await began.Task.WaitAsync(Patience);

        await Limits.EnqueueOnceAsync(queue.Client, "south").WaitAsync(Patience);
        var second = await queue.Client.EnqueueAsync(new TaskDefinition<ImportOrders>("orders.import"), new ImportOrders("north"));
        var refusal = await Assert.ThrowsAsync<TaskFailedException>(() => second.WaitAsync(Patience));
        Assert.Equal(typeof(TaskAlreadyRunningException).FullName, refusal.Error.Type);
        var receipt = await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 1));
        await receipt.WaitAsync(Patience);

        end.SetResult();
        await north.WaitAsync(Patience);
    }

    private sealed class Acme : ITenant
    {
        public string Name => "acme";
    }

    /// <summary>A host with a worker on the embedded store.</summary>
    private sealed class Queue(IHost host) : IAsyncDisposable
    {
        public IStreaqClient Client => host.Services.GetRequiredService<IStreaqClient>();

        public static async Task<Queue> StartAsync(Action<StreaqBuilder> set)
        {
            var builder = Host.CreateEmptyApplicationBuilder(new());
            var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
            Workers.Configure(streaq);
            set(streaq);
            var host = builder.Build();
            await host.StartAsync();
            return new Queue(host);
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }
}
