using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq.TestSupport;

namespace Streaq.Aspire.Tests;

/// <summary>The integration, set up as by an AppHost and a configuration.</summary>
public sealed class AspireStreaqTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TaskDefinition<string, string> Work = new("work");

    private readonly List<Activity> _spans = [];
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Queue_ByTheNameOfItsConnection_RunsAndIsObserved()
    {
        using var host = Build(
            [new("ConnectionStrings:cache", _redis.ConnectionString)],
            builder => builder.AddStreaq("cache").AddWorker());
        await host.StartAsync();

        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Work, "hello");
        Assert.Equal("hello from default", await handle.ResultAsync(Patience));

        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal("streaq", Assert.Single(health.Entries).Key);
        await host.StopAsync();
        // Aspire's dashboard shows a task's name.
        Assert.Contains(_spans, span => (string?)span.GetTagItem("messaging.operation") == "enqueue work");
        Assert.Contains(_spans, span => (string?)span.GetTagItem("messaging.operation") == "process work");
        Assert.NotNull(host.Services.GetService<MeterProvider>());
    }

    [Fact]
    public async Task Options_OfTheSections_Apply()
    {
        using var host = Build(
            [
                new("ConnectionStrings:cache", _redis.ConnectionString),
                new("Aspire:Streaq:Queue", "ours"),
                new("Aspire:Streaq:DefaultPriority", "bulk"),
                new("Aspire:Streaq:cache:Queue", "orders"),
                new("Aspire:Streaq:Worker:Concurrency", "3"),
                new("Aspire:Streaq:Worker:Priorities:0", "bulk"),
                new("Aspire:Streaq:cache:Worker:Name", "clerk"),
            ],
            builder => builder.AddStreaq("cache").AddWorker());
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IStreaqClient>();

        Assert.Equal("hello from orders", await (await client.EnqueueAsync(Work, "hello")).ResultAsync(Patience));

        var worker = Assert.Single(await client.WorkersAsync());
        Assert.Equal(("clerk", 3, "bulk"), (worker.Name, worker.Concurrency, Assert.Single(worker.Priorities)));
        await host.StopAsync();
    }

    [Theory]
    [InlineData("configuration")]
    [InlineData("connection")]
    [InlineData("code")]
    public async Task Parts_SwitchedOff_AreNotRegistered(string where)
    {
        var section = where == "connection" ? "Aspire:Streaq:cache" : "Aspire:Streaq";
        using var host = Build(
            [
                new("ConnectionStrings:cache", _redis.ConnectionString),
                .. where == "code" ? [] : new[] { "DisableHealthChecks", "DisableTracing", "DisableMetrics" }
                    .Select(key => new KeyValuePair<string, string?>($"{section}:{key}", "true")),
            ],
            builder => builder.AddStreaq(
                "cache",
                settings =>
                {
                    if (where == "code")
                    {
                        settings.DisableHealthChecks = settings.DisableTracing = settings.DisableMetrics = true;
                    }
                }),
            observe: false);
        await host.StartAsync();

        Assert.Null(host.Services.GetService<HealthCheckService>());
        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
        await host.StopAsync();
    }

    [Fact]
    public async Task ConnectionString_ThatIsMissing_FailsTheStart()
    {
        using var host = Build([], builder => builder.AddStreaq("cache").AddWorker());

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(
            "The connection string is missing: give it as 'ConnectionStrings:cache', or as 'Aspire:Streaq:ConnectionString'.",
            e.Failures);
    }

    [Fact]
    public async Task Queues_OfOneConnection_AreSeveralAndObservedOnce()
    {
        using var host = Build(
            [new("ConnectionStrings:cache", _redis.ConnectionString)],
            builder =>
            {
                var emails = builder.AddKeyedStreaq("emails", "cache").AddWorker();
                emails.Map(Work, (string text, TaskContext context) => $"{text} by mail from {context.Queue}");
                return builder.AddStreaq("cache").AddWorker();
            });
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IStreaqClient>();
        var emails = host.Services.GetRequiredKeyedService<IStreaqClient>("emails");

        Assert.Equal("hello from default", await (await client.EnqueueAsync(Work, "hello")).ResultAsync(Patience));
        Assert.Equal("hello by mail from emails", await (await emails.EnqueueAsync(Work, "hello")).ResultAsync(Patience));

        Assert.Single((await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries);
        await host.StopAsync();
        Assert.Equal(
            ["enqueue work", "enqueue work", "process work", "process work"],
            _spans.Select(span => span.OperationName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Options_OfAKey_OverrideThoseOfAllQueues()
    {
        using var host = Build(
            [
                new("ConnectionStrings:cache", _redis.ConnectionString),
                new("Aspire:Streaq:Queue", "orders"),
                new("Aspire:Streaq:Worker:Priorities:0", "normal"),
                new("Aspire:Streaq:Worker:Concurrency", "3"),
                new("Aspire:Streaq:emails:DefaultPriority", "bulk"),
                new("Aspire:Streaq:emails:Worker:Priorities:0", "bulk"),
                new("Aspire:Streaq:letters:Queue", "post"),
            ],
            builder =>
            {
                builder.AddStreaq("cache").AddWorker();
                builder.AddKeyedStreaq("letters", "cache");
                return builder.AddKeyedStreaq("emails", "cache").AddWorker();
            });
        await host.StartAsync();
        var emails = host.Services.GetRequiredKeyedService<IStreaqClient>("emails");

        Assert.Equal("hello from emails", await (await emails.EnqueueAsync(Work, "hello")).ResultAsync(Patience));

        var worker = Assert.Single(await emails.WorkersAsync());
        Assert.Equal((3, "bulk"), (worker.Concurrency, Assert.Single(worker.Priorities)));
        var others = Assert.Single(await host.Services.GetRequiredService<IStreaqClient>().WorkersAsync());
        Assert.Equal("normal", Assert.Single(others.Priorities));
        var options = host.Services.GetRequiredService<IOptionsMonitor<StreaqOptions>>();
        Assert.Equal(("orders", "post"), (options.CurrentValue.Queue, options.Get("letters").Queue));
        await host.StopAsync();
    }

    [Fact]
    public async Task Settings_InCode_OverrideTheConfiguration()
    {
        using var host = Build(
            [new("ConnectionStrings:cache", "127.0.0.1:1"), new("Aspire:Streaq:Queue", "orders")],
            builder => builder.AddStreaq(
                "cache", settings => settings.ConnectionString = _redis.ConnectionString, options => options.Queue = "ours").AddWorker());
        await host.StartAsync();

        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Work, "hello");

        Assert.Equal("hello from ours", await handle.ResultAsync(Patience));
        await host.StopAsync();
    }

    private IHost Build(
        IEnumerable<KeyValuePair<string, string?>> configuration,
        Func<IHostApplicationBuilder, StreaqBuilder> add,
        bool observe = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(configuration);
        add(builder).Map(Work, (string text, TaskContext context) => $"{text} from {context.Queue}");
        if (observe)
        {
            builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new Recorder(_spans)));
        }

        return builder.Build();
    }

    private sealed class Recorder(List<Activity> spans) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity span)
        {
            lock (spans)
            {
                spans.Add(span);
            }
        }
    }
}
