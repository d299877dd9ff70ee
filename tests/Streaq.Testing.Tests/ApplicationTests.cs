using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Streaq.Testing.Tests;

/// <summary>A whole application, set up for Redis and with workers, driven by a test.</summary>
public sealed class ApplicationTests : IAsyncLifetime
{
    private readonly FakeMailer _mailer = new();
    private IHost _host = null!;

    private StreaqTestQueue Orders => _host.Services.GetRequiredService<StreaqTestQueue>();

    private StreaqTestQueue Emails => _host.Services.GetRequiredKeyedService<StreaqTestQueue>("emails");

    public async Task InitializeAsync() => await StartAsync(services => services.UseStreaqTesting());

    public async Task DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();

    [Fact]
    public async Task Queues_OfAnApplication_RunStepByStepWithoutRedis()
    {
        await Orders.Client.EnqueueAsync(Tasks.Place, new Order("4711"));
        Assert.Empty(_mailer.Sent);

        var placed = Assert.Single(await Orders.DrainAsync());
        var mailed = Assert.Single(await Emails.DrainAsync());

        Assert.Equal(("orders.place", "mail.send"), (placed.TaskName, mailed.TaskName));
        Assert.Equal(["4711"], _mailer.Sent);
        Assert.Equal("4711", Emails.Enqueued.One(Tasks.Mail).Argument);
        Assert.Equal("orders", Orders.Spans.One("process orders.place").GetTagItem("messaging.destination.name"));
        Assert.Equal("mails", Emails.Spans.One("process mail.send").GetTagItem("messaging.destination.name"));
    }

    [Fact]
    public async Task Schedules_WithinTheTimeOfADrain_Fire()
    {
        var attempts = await Orders.DrainAsync(within: TimeSpan.FromHours(3));

        Assert.Equal(["orders.tidy", "orders.tidy", "orders.tidy"], attempts.Select(attempt => attempt.TaskName));
    }

    [Fact]
    public async Task Clock_OfTheApplication_IsThatOfTheQueues()
    {
        var time = Assert.IsType<FakeTimeProvider>(_host.Services.GetRequiredService<TimeProvider>());
        Assert.Same(time, Orders.Time);
        Assert.InRange(time.GetUtcNow(), TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(5), TimeProvider.System.GetUtcNow());

        await using var own = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Double, (int x) => x), services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UnixEpoch)));
        Assert.Equal(1970, own.Time.GetUtcNow().Year);
        await using var fresh = StreaqTestHost.Create(streaq => streaq.Map(Tasks.Double, (int x) => x));
        Assert.Equal(2000, fresh.Time.GetUtcNow().Year);
    }

    [Fact]
    public async Task Clock_ThatCantBeMoved_IsUsedButRefusesADrainWithTime()
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Double, (int x) => x), services => services.AddSingleton(TimeProvider.System).AddSingleton<TimeProvider>(new Standing()));
        await queue.Client.EnqueueAsync(Tasks.Double, 1, new EnqueueOptions { Delay = TimeSpan.FromSeconds(1) });

        Assert.Empty(await queue.DrainAsync());
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => queue.DrainAsync(within: TimeSpan.FromMinutes(1)));

        Assert.Contains("register a FakeTimeProvider", e.Message);
    }

    [Fact]
    public async Task Inline_Enqueue_RunsTheTaskAndWhatItEnqueues()
    {
        await using var queue = Inline();

        var handle = await queue.Client.EnqueueAsync(Tasks.Place, new Order("4711"));

        Assert.Equal(TaskState.Succeeded, await handle.StateAsync());
        Assert.Equal(["4711"], _mailer.Sent);
    }

    [Fact]
    public async Task Inline_EnqueueOfMany_RunsAll()
    {
        await using var queue = Inline();

        await queue.Client.EnqueueManyAsync(Tasks.Mail, ["a", "b", "c"]);

        Assert.Equal(["a", "b", "c"], _mailer.Sent.Order());
    }

    [Fact]
    public async Task Inline_TasksThatAreResumedOrReplayed_RunAtOnce()
    {
        var attempts = 0;
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Mail, (string to) => ++attempts == 1 ? throw new FormatException(to) : Task.CompletedTask).WithMaxAttempts(1),
            testing: testing => testing.RunInline = true);
        await queue.Client.PauseAsync();
        var handle = await queue.Client.EnqueueAsync(Tasks.Mail, "ann");
        Assert.Equal(0, attempts);

        await queue.Client.ResumeAsync();
        Assert.Equal((1, TaskState.Failed), (attempts, await handle.StateAsync()));
        await queue.Client.DeadLetters.ReplayAsync(handle.Id);

        Assert.Equal((2, TaskState.Succeeded), (attempts, await handle.StateAsync()));
    }

    [Fact]
    public async Task Inline_TaskThatEnqueuesItself_EndsWithAnError()
    {
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Map(Tasks.Mail, (string to, IStreaqClient client) => client.EnqueueAsync(Tasks.Mail, to)), testing: testing => testing.RunInline = true);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => queue.Client.EnqueueAsync(Tasks.Mail, "again"));

        Assert.Contains("After 10000 attempts", e.Message);
    }

    private StreaqTestHost Inline() => StreaqTestHost.Create(
        streaq =>
        {
            streaq.Map(Tasks.Place, (Order order, IStreaqClient client) => client.EnqueueAsync(Tasks.Mail, order.Number));
            streaq.Map(Tasks.Mail, (string to) => _mailer.Send(to));
        },
        testing: testing => testing.RunInline = true);

    private async Task StartAsync(Action<IServiceCollection> test)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(TimeProvider.System);
        var orders = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = ("redis.example.org:6379", "orders"));
        orders.AddWorker();
        orders.Map(Tasks.Place, (Order order, [FromKeyedServices("emails")] IStreaqClient emails) => emails.EnqueueAsync(Tasks.Mail, order.Number));
        orders.Cron("orders.tidy", "@hourly", () => { });
        var emails = builder.Services.AddStreaq("emails", options => (options.Redis, options.Queue) = ("redis.example.org:6379", "mails"));
        emails.AddWorker();
        emails.Map(Tasks.Mail, (string to) => _mailer.Send(to));
        test(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
    }

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }
}
