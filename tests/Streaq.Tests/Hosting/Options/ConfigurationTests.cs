using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Streaq.Tests.Hosting.Options;

/// <summary>All ways in which .NET configures options give the same queue.</summary>
[Collection(RedisCollection.Name)]
public sealed class ConfigurationTests(RedisFixture redis)
{
    private const string Name = "emails";

    private static readonly TaskDefinition<string, string> Work = new("work");

    private readonly string _queue = $"test-{Guid.NewGuid():N}";

    public static TheoryData<string, string?> Ways
    {
        get
        {
            var ways = new TheoryData<string, string?>();
            foreach (var way in (string[])["lambda", "section", "provider", "configure", "options", "bind", "post", "environment"])
            {
                ways.Add(way, null);
                ways.Add(way, Name);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Queue_ConfiguredInAnyWay_IsTheSame(string way, string? name)
    {
        using var host = Build(way, name);
        await host.StartAsync();
        var client = name is null ? host.Services.GetRequiredService<IStreaqClient>() : host.Services.GetRequiredKeyedService<IStreaqClient>(name);

        var handle = await client.EnqueueAsync(Work, "hello");
        var told = await handle.ResultAsync(QueueHost.Patience);

        Assert.Equal($"hello from {_queue} by bulk", told);
        var worker = Assert.Single(await client.WorkersAsync());
        Assert.Equal(("mailer", 3), (worker.Name, worker.Concurrency));
        Assert.Equal(["critical", "bulk"], worker.Priorities);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("critical,bulk", null, "critical bulk")]
    [InlineData(null, "critical", "critical")]
    public async Task Priorities_OfASection_ReplaceThoseOfCode(string? text, string? first, string served)
    {
        var builder = Builder();
        builder.Configuration.AddInMemoryCollection([new("Worker:Priorities", text), new("Worker:Priorities:0", first)]);
        builder.Services.AddStreaq(options => options.At(_queue, redis.Server.ConnectionString))
            .AddWorker(worker => worker.Priorities = ["x", "y"]).AddWorker(builder.Configuration.GetSection("Worker")).Map(Work, Answer);
        using var host = builder.Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<IStreaqClient>();
        await (await client.EnqueueAsync(Work, "a", new EnqueueOptions { Priority = "critical" })).WaitAsync(QueueHost.Patience);

        Assert.Equal(served.Split(' '), Assert.Single(await client.WorkersAsync()).Priorities);
        await host.StopAsync();
    }

    [Fact]
    public async Task Containers_OfOneApplication_HaveOptionsOfTheirOwn()
    {
        var (first, second) = ("a", "b");
        var services = new ServiceCollection();
        services.AddStreaq("one", options => options.Embed(first));
        services.AddStreaq("two", options => options.Embed(second));
        await using (var before = services.BuildServiceProvider())
        {
            Assert.NotNull(before.GetRequiredKeyedService<IStreaqClient>("one"));
            Assert.NotNull(before.GetRequiredKeyedService<IStreaqClient>("two"));
        }

        (first, second) = (second, first);
        await using var after = services.BuildServiceProvider();

        Assert.NotNull(after.GetRequiredKeyedService<IStreaqClient>("one"));
        Assert.NotNull(after.GetRequiredKeyedService<IStreaqClient>("two"));
    }

    /// <summary>The tests of an application do this.</summary>
    [Fact]
    public async Task Services_ConfiguredAfterTheApplication_Apply()
    {
        var builder = Builder();
        builder.Services.AddStreaq(options => options.Redis = "redis.example.org:6379").AddWorker().Map(Work, Answer);
        builder.Services.PostConfigure<StreaqOptions>(options => options.At(_queue, redis: null));
        using var host = builder.Build();
        await host.StartAsync();

        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Work, "hello");

        Assert.Equal($"hello from {_queue} by normal", await handle.ResultAsync(QueueHost.Patience));
        await host.StopAsync();
    }

    private IHost Build(string way, string? name)
    {
        var builder = Builder();
        var services = builder.Services;
        var json = $$"""
            { "Streaq": { "Redis": "{{redis.Server.ConnectionString}}", "Queue": "{{_queue}}", "DefaultPriority": "bulk",
             "Worker": {"Name": "mailer", "Concurrency": 3, "Priorities": ["critical", "bulk"] } } }
            """;
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        var (section, workers) = (builder.Configuration.GetSection("Streaq"), builder.Configuration.GetSection("Streaq:Worker"));
        var options = name ?? Microsoft.Extensions.Options.Options.DefaultName;
        switch (way)
        {
            case "lambda":
                Map(name is null ? services.AddStreaq(Set) : services.AddStreaq(name, Set)).AddWorker(SetWorker);
                break;
            case "section":
                Map(name is null ? services.AddStreaq(section) : services.AddStreaq(name, section)).AddWorker(workers);
                break;
            case "provider":
                services.AddSingleton(new Place(_queue));
                Map(name is null ? services.AddStreaq(SetFrom) : services.AddStreaq(name, SetFrom)).AddWorker((_, worker) => SetWorker(worker));
                break;
            case "configure":
                services.Configure<StreaqOptions>(options, Set).Configure<WorkerOptions>(options, SetWorker);
                Map(Add(services, name)).AddWorker();
                break;
            case "options":
                Map(Add(services, name)).AddWorker();
                services.AddOptions<StreaqOptions>(options).Configure(Set);
                services.AddOptions<WorkerOptions>(options).Configure(SetWorker);
                break;
            case "bind":
                Map(Add(services, name)).AddWorker();
                services.AddOptions<StreaqOptions>(options).BindConfiguration("Streaq");
                services.AddOptions<WorkerOptions>(options).BindConfiguration("Streaq:Worker");
                break;
            case "post":
                Map(Add(services, name)).AddWorker(worker => worker.Concurrency = 99);
                services.PostConfigure<StreaqOptions>(options, Set).PostConfigure<WorkerOptions>(options, SetWorker);
                break;
            case "environment":
                // The keys of variables whose names have __.
                builder.Configuration.AddInMemoryCollection([new("Streaq:Worker:Priorities:0", "critical"), new("Streaq:Worker:Concurrency", "3")]);
                Map(name is null ? services.AddStreaq(section) : services.AddStreaq(name, section)).AddWorker(workers);
                break;
        }

        return builder.Build();

        void Set(StreaqOptions queue)
        {
            queue.At(_queue, redis.Server.ConnectionString);
            queue.DefaultPriority = "bulk";
        }

        static void SetWorker(WorkerOptions worker) => (worker.Name, worker.Concurrency, worker.Priorities) = ("mailer", 3, ["critical", "bulk"]);

        void SetFrom(IServiceProvider provider, StreaqOptions queue)
        {
            Set(queue);
            queue.Queue = provider.GetRequiredService<Place>().Queue;
        }
    }

    private static HostApplicationBuilder Builder() =>
        Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });

    private static StreaqBuilder Add(IServiceCollection services, string? name) => name is null ? services.AddStreaq() : services.AddStreaq(name);

    private static StreaqBuilder Map(StreaqBuilder streaq)
    {
        streaq.Map(Work, Answer);
        return streaq;
    }

    private static string Answer(string text, TaskContext context) => $"{text} from {context.Queue} by {context.Priority}";

    private sealed record Place(string Queue);
}
