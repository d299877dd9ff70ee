using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Tests.Hosting;

/// <summary>Several queues in one process: each with its own client, tasks, middleware and worker.</summary>
[Collection(RedisCollection.Name)]
public sealed class SeveralQueuesTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Greet = new("greet");
    private static readonly TaskDefinition<string> Relay = new("relay");

    private readonly string _emails = $"test-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Queues_OfOneProcess_RunTheirOwnTasksWithTheirOwnMiddleware(bool onRedis)
    {
        await using var host = await StartAsync(
            onRedis,
            streaq => streaq.AddWorker().Map(Greet, (string name) => $"Hello {name}"),
            emails => emails.AddWorker().Use((context, next) =>
            {
                context.Arguments = context.Queue == _emails ? "you" : "wrong queue";
                return next(context);
            }).Map(Greet, (string name) => $"Dear {name}"));

        var plain = await host.Client.EnqueueAsync(Greet, "Ada");
        var email = await Emails(host).EnqueueAsync(Greet, "Ada");

        Assert.Equal("Hello Ada", await plain.ResultAsync(QueueHost.Patience));
        Assert.Equal("Dear you", await email.ResultAsync(QueueHost.Patience));
        // A task of one queue is unknown in the other.
        Assert.Equal(TaskState.NotFound, await host.Client.StateAsync(email.Id));
    }

    [Fact]
    public async Task Queues_ThatWereAdded_CanAllBeAddedTo()
    {
        var services = new ServiceCollection();
        var names = new List<string?>();
        services.AddStreaq(options => options.UseEmbeddedStore()).Map(Greet, (string name) => name);
        services.AddStreaq("emails", options => options.UseEmbeddedStore()).Map(Greet, (string name) => name);
        services.ConfigureStreaqQueues(streaq =>
        {
            names.Add(streaq.Name);
            streaq.Use(async (context, next) =>
            {
                await next(context);
                context.Result = $"{context.Result} of {context.Queue}";
            });
        });
        await using var provider = services.BuildServiceProvider();

        Assert.Equal([null, "emails"], names);
        Assert.Equal("Ada of default", (await provider.GetRequiredService<ITaskRunner>().RunAsync(Greet, "Ada")).Result);
        Assert.Equal("Ada of emails", (await provider.GetRequiredKeyedService<ITaskRunner>("emails").RunAsync(Greet, "Ada")).Result);
    }

    [Fact]
    public async Task Queue_WithAName_HasThatName()
    {
        var services = new ServiceCollection();
        services.AddStreaq("emails", options => options.UseEmbeddedStore()).Map(Greet, (string name, TaskContext context) => context.Queue);
        services.AddStreaq("reports", options => options.UseEmbeddedStore()).Map(Greet, (string name, TaskContext context) => context.Queue);
        await using var provider = services.BuildServiceProvider();

        Assert.Null(provider.GetService<IStreaqClient>());
        Assert.Equal("reports", (await provider.GetRequiredKeyedService<ITaskRunner>("reports").RunAsync(Greet, "Ada")).Result);
        Assert.NotSame(provider.GetRequiredKeyedService<IStreaqClient>("emails"), provider.GetRequiredKeyedService<IStreaqClient>("reports"));
        Assert.Same(provider.GetRequiredKeyedService<IStreaqClient>("emails"), provider.GetRequiredKeyedService<IStreaqClient>("emails"));
    }

    [Fact]
    public async Task Client_OfANamedQueue_IsGivenToHandlersByItsKey()
    {
        await using var host = await StartAsync(
            onRedis: false,
            streaq =>
            {
                streaq.AddWorker().Map(Relay, ([FromKeyedServices("emails")] IStreaqClient emails, string name) => emails.EnqueueAsync(Greet, name, new() { Id = "relayed" }));
                streaq.Map(Greet).To<RelayingHandler>();
            },
            emails => emails.AddWorker().Map(Greet, (string name) => $"Dear {name}"));

        await (await host.Client.EnqueueAsync(Relay, "Ada")).WaitAsync(QueueHost.Patience);
        var relayed = await (await host.Client.EnqueueAsync(Greet, "Ida")).ResultAsync(QueueHost.Patience);

        Assert.Equal("Dear Ada", await Emails(host).Handle<string>("relayed").ResultAsync(QueueHost.Patience));
        Assert.Equal("Dear Ida", await Emails(host).Handle<string>(relayed).ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_EnqueuedIntoAnotherQueue_KeepsParentConversationAndTrace(bool onRedis)
    {
        using var spans = new ActivityLog();
        var seen = new TaskCompletionSource<(string? Parent, string Root)>();
        await using var host = await StartAsync(
            onRedis,
            streaq => streaq.AddWorker().Map(Relay, ([FromKeyedServices("emails")] IStreaqClient emails, string name) => emails.EnqueueAsync(Greet, name)),
            emails => emails.AddWorker().Map(Greet, (string name, TaskContext context) =>
            {
                seen.SetResult((context.Message.Details.ParentId, context.Message.Root));
                return name;
            }));

        var root = await host.Client.EnqueueAsync(Relay, "Ada");

        Assert.Equal((root.Id, root.Id), await seen.Task.WaitAsync(QueueHost.Patience));
        var outer = await spans.WaitForAsync(span => span.DisplayName == "process relay" && Equals(span.GetTagItem("messaging.destination.name"), host.Queue)).WaitAsync(QueueHost.Patience);
        var inner = await spans.WaitForAsync(span => span.DisplayName == "process greet" && Equals(span.GetTagItem("messaging.destination.name"), _emails)).WaitAsync(QueueHost.Patience);
        Assert.Equal(outer.TraceId, inner.TraceId);
        Assert.Equal(root.Id, inner.GetTagItem("messaging.message.conversation_id"));
        Assert.Equal(root.Id, inner.GetTagItem("streaq.parent_id"));
        var enqueue = Assert.Single(spans.Stopped, span => span.SpanId == inner.ParentSpanId);
        Assert.Equal((outer.SpanId, _emails), (enqueue.ParentSpanId, enqueue.GetTagItem("messaging.destination.name")));
    }

    [Fact]
    public async Task Workers_ThatStopWhenEmpty_StopTheHostWhenAllQueuesAre()
    {
        var gate = new Gate();
        var ran = new List<string>();
        await using var host = await StartAsync(
            onRedis: false,
            streaq =>
            {
                streaq.AddWorker(worker => worker.StopWhenEmpty = true).Map(Relay, async (string name, [FromKeyedServices("emails")] IStreaqClient emails) =>
                {
                    await gate.PassAsync();
                    await emails.EnqueueAsync(Greet, name);
                });
                streaq.Services.AddHostedService(provider => new Producer(provider.GetRequiredService<IStreaqClient>()));
            },
            emails => emails.AddWorker(worker => worker.StopWhenEmpty = true).Map(Greet, (string name) =>
            {
                ran.Add(name);
                return name;
            }));
        var stopping = new TaskCompletionSource();
        host.Lifetime.ApplicationStopping.Register(stopping.SetResult);

        // The second queue is empty all the time. It must not stop the host before the first one has enqueued into it.
        await gate.Entered;
        Assert.False(stopping.Task.IsCompleted);
        gate.Open();

        await stopping.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(["Ada"], ran);
    }

    private static IStreaqClient Emails(QueueHost host) => host.Services.GetRequiredKeyedService<IStreaqClient>("emails");

    private Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder> first, Action<StreaqBuilder> emails) => QueueHost.StartAsync(
        first,
        onRedis ? redis.Server.ConnectionString : null,
        services: services => emails(services.AddStreaq("emails", options => options.At(_emails, onRedis ? redis.Server.ConnectionString : null))));

    private sealed class RelayingHandler([FromKeyedServices("emails")] IStreaqClient emails) : ITaskHandler<string, string>
    {
        public async Task<string> HandleAsync(string argument, TaskContext context, CancellationToken cancellationToken) =>
            (await emails.EnqueueAsync(Greet, argument, cancellationToken: cancellationToken)).Id;
    }

    private sealed class Producer(IStreaqClient client) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => client.EnqueueAsync(Relay, "Ada", cancellationToken: cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
