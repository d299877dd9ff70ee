using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class TaskNameTests : RuleTest
{
    private const string TwoQueues = """
        internal static class Queues
        {
            public static void Add(IServiceCollection services)
            {
                services.AddStreaq();
                services.AddStreaq("emails");
            }
        }
        """;

    private const string TwoClasses = """
        internal static class Images
        {
            public const string Name = "images.resize";
            public static readonly TaskDefinition<string> Resize = new(Name);
        }

        internal static class Pictures
        {
            public static TaskDefinition<int> Resize { get; } = new({|STRQ006:"images.resize"|});
        }
        """;

    [Fact]
    public async Task Definitions_OfOneClass_AreReported() => await CheckAsync<TaskNameAnalyzer>(
        """
        internal static class Tasks
        {
            public static readonly TaskDefinition<string> Resize = new("images.resize");
            public static readonly TaskDefinition<string> Crop = new({|STRQ006:"images.resize"|});
            public static readonly TaskDefinition<string> Turn = new("images.turn");
        }
        """,
        TwoQueues);

    [Fact]
    public async Task Definitions_OfTwoClasses_AreReported() => await CheckAsync<TaskNameAnalyzer>(TwoClasses);

    [Fact]
    public async Task Definitions_OfTwoClasses_WithSeveralQueues_AreNotReported() =>
        await CheckAsync<TaskNameAnalyzer>(TwoClasses.Replace("{|STRQ006:\"images.resize\"|}", "Images.Name"), TwoQueues);

    [Fact]
    public async Task Definition_ThatAClassRepeatsForItself_IsNotReported() => await CheckAsync<TaskNameAnalyzer>("""
        internal static class Images
        {
            public static readonly TaskDefinition<string> Resize = new("images.resize");
        }

        internal static class Producer
        {
            private static readonly TaskDefinition<string> Resize = new("images.resize");
        }

        internal static class OtherProducer
        {
            private static readonly TaskDefinition<int> Resize = new({|STRQ006:"images.resize"|});
        }
        """);

    [Fact]
    public async Task Definitions_BesideTheTestKit_AreNotReported() => await CheckAsync<TaskNameAnalyzer>(
        TwoClasses.Replace("{|STRQ006:\"images.resize\"|}", "Images.Name"), "namespace Streaq.Testing { internal sealed class StreaqTestHost; }");

    [Fact]
    public async Task Definition_WithTheNameOfACron_IsReported() => await CheckAsync<TaskNameAnalyzer>("""
        internal static class Application
        {
            public static void Add(StreaqBuilder streaq) => streaq.Cron("send", "@daily", () => { });

            public static readonly TaskDefinition<string> Send = new({|STRQ006:"send"|});
        }
        """);

    [Fact]
    public async Task Definition_WithoutAnArgument_MayHaveTheNameOfACron() => await CheckAsync<TaskNameAnalyzer>(Statements("""
        streaq.Cron("nightly", "@daily", () => { });
        """));

    [Fact]
    public async Task Definitions_InMethodsOrWithComputedNames_AreNotReported() => await CheckAsync<TaskNameAnalyzer>(Statements("""
        var one = new TaskDefinition<int>("count");
        var two = new TaskDefinition<int>("count");
        """) + """


        internal static class Made
        {
            private static readonly string Prefix = Environment.MachineName;
            public static readonly TaskDefinition<int> One = new(Prefix + "count");
            public static readonly TaskDefinition<int> Two = new(Prefix + "count");
        }
        """);

    [Fact]
    public async Task Task_ThatIsMappedTwice_IsReported() => await CheckAsync<TaskNameAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, (string text) => 1);
        {|STRQ006:streaq.AddWorker().Map(Tasks.Count, (string text) => 2)|}.WithUnique();
        streaq.Map(Tasks.Send, (string text) => { });
        streaq.Cron("hourly", "@hourly", () => { });
        {|STRQ006:streaq.Cron("hourly", "@hourly", () => { })|};
        """));

    [Fact]
    public async Task Task_ThatIsMappedInOtherQueuesOrBranches_IsNotReported() => await CheckAsync<TaskNameAnalyzer>(Statements("""
        var other = streaq.Services.AddStreaq("other");
        streaq.Map(Tasks.Count, (string text) => 1);
        other.Map(Tasks.Count, (string text) => 1);
        streaq.Services.AddStreaq("third").Map(Tasks.Count, (string text) => 1);
        if (DateTime.Now.Hour > 12)
        {
            streaq.Map(Tasks.Send, (string text) => { });
            streaq.Cron("tick", "@hourly", () => { });
        }
        else
        {
            streaq.Map(Tasks.Send, (string text) => { });
            streaq.Cron("tick", "@daily", () => { });
        }
        """));
}
