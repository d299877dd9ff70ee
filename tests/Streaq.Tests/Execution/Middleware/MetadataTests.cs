using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution.Middleware;

/// <summary>Metadata that a mapping adds to its task.</summary>
public sealed class MetadataTests
{
    private static readonly TaskDefinition<int> Work = new("work");

    public static TheoryData<string, string> Places => new()
    {
        { "queue", "queue" },
        { "group", "queue group" },
        { "lambda", "queue lambda" },
        { "lambda and mapping", "queue lambda mapping" },
        { "class", "queue class method" },
        { "class in a group", "queue group class method mapping" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Metadata_OfATask_IsInOrderAndTheLastCounts(string place, string expected)
    {
        var services = new ServiceCollection();
        TaskMetadata? seen = null, enqueued = null;
        var streaq = services.AddStreaq(options => options.UseEmbeddedStore()).WithMetadata(new AuditAttribute("queue"));
        streaq.Use((context, next) =>
        {
            seen = context.Metadata;
            return next(context);
        });
        streaq.UseEnqueue((context, next) =>
        {
            enqueued = context.Metadata;
            return next(context);
        });
        Map(streaq, place);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<ITaskRunner>().RunAsync(Work, 1);
        await provider.GetRequiredService<IStreaqClient>().EnqueueAsync(Work, 1);

        Assert.Equal(expected, string.Join(' ', seen!.GetAll<AuditAttribute>().Select(audit => audit.By)));
        Assert.Equal(expected.Split(' ')[^1], seen.Get<AuditAttribute>()?.By);
        Assert.Equal(seen.All, enqueued!.All);
        Assert.Null(seen.Get<Version>());
    }

    [Fact]
    public async Task Metadata_OfATaskThatIsNotMapped_IsEmpty()
    {
        var services = new ServiceCollection();
        TaskMetadata? seen = null;
        services.AddStreaq(options => options.UseEmbeddedStore()).UseEnqueue((context, next) =>
        {
            seen = context.Metadata;
            return next(context);
        });
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IStreaqClient>().EnqueueAsync(Work, 1);

        Assert.Empty(seen!.All);
    }

    [Fact]
    public void Metadata_ThatIsNull_IsRefused()
    {
        var streaq = new ServiceCollection().AddStreaq();

        Assert.Throws<ArgumentNullException>("metadata", () => streaq.WithMetadata(null!));
        Assert.Throws<ArgumentNullException>("metadata", () => streaq.WithMetadata("a", null!));
    }

    private static void Map(StreaqBuilder streaq, string place)
    {
        switch (place)
        {
            case "queue":
                streaq.Map(Work, (int _) => { });
                break;
            case "group":
                streaq.MapGroup(group => group.WithMetadata(new AuditAttribute("group")).Map(Work, (int _) => { }));
                break;
            case "lambda":
                streaq.Map(Work, [Audit("lambda")] (int _) => { });
                break;
            case "lambda and mapping":
                streaq.Map(Work, [Audit("lambda")] async (int _) => await Task.Yield()).WithMetadata(new AuditAttribute("mapping"));
                break;
            case "class":
                streaq.Map(Work).To<Handler>();
                break;
            default:
                streaq.MapGroup(group => group.WithMetadata(new AuditAttribute("group"))
                    .Map(Work).To<Handler>().WithMetadata(new AuditAttribute("mapping")));
                break;
        }
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
    private sealed class AuditAttribute(string by) : Attribute
    {
        public string By => by;
    }

    [Audit("class")]
    private sealed class Handler : ITaskHandler<int>
    {
        [Audit("method")]
        public Task HandleAsync(int argument, TaskContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
