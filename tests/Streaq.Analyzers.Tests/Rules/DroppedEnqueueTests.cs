using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class DroppedEnqueueTests : RuleTest
{
    [Theory]
    [InlineData("{|STRQ007:client.EnqueueAsync(Tasks.Count, \"a\")|};", "await client.EnqueueAsync(Tasks.Count, \"a\");")]
    [InlineData("{|STRQ007:client.EnqueueAsync(Tasks.Send, \"a\")|};", "await client.EnqueueAsync(Tasks.Send, \"a\");")]
    [InlineData("{|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};", "await client.EnqueueAsync(Tasks.Nightly);")]
    [InlineData("{|STRQ007:client.EnqueueManyAsync(Tasks.Count, [\"a\"])|};", "await client.EnqueueManyAsync(Tasks.Count, [\"a\"]);")]
    [InlineData("{|STRQ007:client.GroupAsync(Tasks.Count, [\"a\"])|};", "await client.GroupAsync(Tasks.Count, [\"a\"]);")]
    [InlineData("{|STRQ007:client.ScheduleAsync(\"id\", \"@daily\", Tasks.Send, \"a\")|};", "await client.ScheduleAsync(\"id\", \"@daily\", Tasks.Send, \"a\");")]
    [InlineData("{|STRQ007:client.Pipeline(Tasks.Count, \"a\").EnqueueAsync()|};", "await client.Pipeline(Tasks.Count, \"a\").EnqueueAsync();")]
    [InlineData(
        "{|STRQ007:client.EnqueueAsync(Tasks.Count, \"a\").ConfigureAwait(false)|};", "await client.EnqueueAsync(Tasks.Count, \"a\").ConfigureAwait(false);")]
    public async Task Enqueue_InAnAsyncMethod_IsReportedAndAwaited(string before, string after) =>
        await FixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(Statements(before), Statements(after));

    [Theory]
    [InlineData(
        "streaq.Map(Tasks.Send, (string text, IStreaqClient queue) => { {|STRQ007:queue.EnqueueAsync(Tasks.Count, text)|}; });",
        "streaq.Map(Tasks.Send, async (string text, IStreaqClient queue) => { await queue.EnqueueAsync(Tasks.Count, text); });")]
    [InlineData(
        "void Begin(string text) => {|STRQ007:client.EnqueueAsync(Tasks.Count, text)|};",
        "async Task Begin(string text) => await client.EnqueueAsync(Tasks.Count, text);")]
    public async Task Enqueue_InAFunctionThatMayBeAsync_MakesItAsync(string before, string after) =>
        await FixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(Statements(before), Statements(after));

    [Fact]
    public async Task Enqueue_InAMethodWithoutAContract_MakesItAsync() => await FixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(
        """
        internal sealed class Shop(IStreaqClient client)
        {
            private static readonly TaskDefinition<string> Bill = new("bill");

            /// <summary>Bills it.</summary>
            public void Order(string item)
            {
                {|STRQ007:client.EnqueueAsync(Bill, item)|};
            }
        }
        """,
        """
        internal sealed class Shop(IStreaqClient client)
        {
            private static readonly TaskDefinition<string> Bill = new("bill");

            /// <summary>Bills it.</summary>
            public async Task Order(string item)
            {
                await client.EnqueueAsync(Bill, item);
            }
        }
        """);

    [Fact]
    public async Task Enqueue_WhereNothingCanBeAwaited_IsReportedWithoutAFix() => await NoFixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(Statements("""
        Action begin = () => {|STRQ007:client.EnqueueAsync(Tasks.Count, "a")|};
        client?{|STRQ007:.EnqueueAsync(Tasks.Count, "a")|};
        lock (streaq)
        {
            {|STRQ007:client.EnqueueAsync(Tasks.Count, "a")|};
        }
        """) + """


        internal sealed class Closing(IStreaqClient client) : IDisposable
        {
            public void Dispose() => {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};
        }
        """);

    [Fact]
    public async Task Enqueue_InAFunctionThatMustReturnNothing_IsReportedWithoutAFix() =>
        await NoFixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(Statements("""
            void Given() => {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};
            Action begin = Given;
            void Counting(ref int number)
            {
                number++;
                {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};
            }
            """) + """


            internal sealed partial class Page(IStreaqClient client)
            {
                public event EventHandler? Clicked;

                public void Open() => Clicked += OnClicked;

                private void OnClicked(object? sender, EventArgs e) => {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};

                private void Filled(Span<int> numbers) => {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};

                partial void OnChanged();

                partial void OnChanged() => {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};
            }
            """);

    [Fact]
    public async Task Enqueue_InAMethodThatIsCalledAlone_MakesItAsync() => await FixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(
        Shop("void", "{|STRQ007:client.EnqueueAsync(Tasks.Nightly)|}"), Shop("async Task", "await client.EnqueueAsync(Tasks.Nightly)"));

    [Fact]
    public async Task Enqueues_InOneMethod_AreAllAwaited() => await FixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(
        Twice("void", "{|STRQ007:client.EnqueueAsync(Tasks.Nightly)|};"),
        Twice("async Task", "await client.EnqueueAsync(Tasks.Nightly);"),
        iterations: 2);

    [Fact]
    public async Task Enqueues_InOneLambda_AreAllAwaited() => await FixAsync<DroppedEnqueueAnalyzer, DroppedEnqueueFix>(
        Statements("streaq.Map(Tasks.Send, (string text) => { {|STRQ007:client.EnqueueAsync(Tasks.Nightly)|}; {|STRQ007:client.EnqueueAsync(Tasks.Count, text)|}; });"),
        Statements("streaq.Map(Tasks.Send, async (string text) => { await client.EnqueueAsync(Tasks.Nightly); await client.EnqueueAsync(Tasks.Count, text); });"),
        iterations: 2);

    private static string Twice(string returned, string statement) => Statements("") + $$"""


        internal sealed class Shop(IStreaqClient client)
        {
            public {{returned}} Close()
            {
                {{statement}}
                Console.WriteLine();
                {{statement}}
            }
        }
        """;

    private static string Shop(string returned, string body) => Statements("") + $$"""


        internal sealed class Shop(IStreaqClient client)
        {
            /// <summary>As <see cref="Close"/>.</summary>
            public void Open(Shop? other)
            {
                Close();
                other?.Close();
                this.Close();
                Action close = () => Close();
                Console.WriteLine(nameof(Close));
            }

            public {{returned}} Close() => {{body}};
        }
        """;

    [Fact]
    public async Task Enqueue_WhoseTaskIsUsed_IsNotReported() => await CheckAsync<DroppedEnqueueAnalyzer>(Statements("""
        await client.EnqueueAsync(Tasks.Count, "a");
        var handle = await client.EnqueueAsync(Tasks.Count, "a").ConfigureAwait(false);
        _ = client.EnqueueAsync(Tasks.Count, "a");
        var later = client.EnqueueAsync(Tasks.Count, "a");
        await Task.WhenAll(later, client.EnqueueAsync(Tasks.Send, "a"));
        Func<Task> lambda = () => client.EnqueueAsync(Tasks.Count, "a");
        streaq.Map(Tasks.Send, (string text, IStreaqClient queue) => queue.EnqueueAsync(Tasks.Count, text));
        client.Pipeline(Tasks.Count, "a");
        Task Return() => client.EnqueueAsync(Tasks.Count, "a");
        """));

    [Fact]
    public async Task Enqueue_OfASubstitute_IsNotReported() => await CheckAsync<DroppedEnqueueAnalyzer>(
        Statements("NSubstitute.Extensions.Received(client, 1).EnqueueAsync(Tasks.Count, \"a\");"),
        "namespace NSubstitute { internal static class Extensions { public static T Received<T>(this T substitute, int calls) => substitute; } }");

    [Fact]
    public async Task Enqueue_InAnExpressionTree_IsNotReported() => await CheckAsync<DroppedEnqueueAnalyzer>(Statements("""
        Verify(() => client.EnqueueAsync(Tasks.Count, "a", null, default));
        static void Verify(System.Linq.Expressions.Expression<Action> call) { }
        """));

    [Fact]
    public async Task Method_OfThatNameElsewhere_IsNotReported() => await CheckAsync<DroppedEnqueueAnalyzer>("""
        internal sealed class Other
        {
            public Task EnqueueAsync() => Task.CompletedTask;

            public void Run() => EnqueueAsync();
        }
        """);
}
