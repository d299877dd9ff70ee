using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

/// <summary>STRQ001 and STRQ002. <see cref="AgreementTests"/> shows that they agree with the library.</summary>
public sealed class HandlerFitTests : RuleTest
{
    [Theory]
    [InlineData("streaq.Map(Tasks.Count, (object {|STRQ001:text|}) => 1);")]
    [InlineData("streaq.Map(Tasks.Count, (int {|STRQ001:text|}) => 1);")]
    [InlineData("streaq.Map(Tasks.Count, (IStore store, IEnumerable<char> {|STRQ001:text|}) => 1);")]
    [InlineData("streaq.Map(new TaskDefinition<int>(\"a\"), (long {|STRQ001:number|}, CancellationToken ct) => { });")]
    [InlineData("streaq.Map(new TaskDefinition<int>(\"a\"), (string {|STRQ001:number|}) => { });")]
    [InlineData("streaq.Map(new TaskDefinition<List<int>>(\"a\"), (IReadOnlyList<int> {|STRQ001:numbers|}) => { });")]
    public async Task Parameter_MeantForTheArgument_IsReported(string code) => await CheckAsync<HandlerFitAnalyzer>(Statements(code));

    [Theory]
    [InlineData("streaq.Map(Tasks.Count, {|STRQ001:(string text) =>|} text);")]
    [InlineData("streaq.Map(Tasks.Count, {|STRQ001:(string text) =>|} { });")]
    [InlineData("streaq.Map(Tasks.Count, {|STRQ001:async (string text) =>|} await Task.Yield());")]
    [InlineData("streaq.Map(Tasks.Count, {|STRQ001:(string text) =>|} Task.FromResult(1L));")]
    [InlineData("streaq.Map(Tasks.Send, {|STRQ001:(string text) =>|} 1);")]
    [InlineData("streaq.Map(Tasks.Send, {|STRQ001:(string text) =>|} ValueTask.FromResult(1));")]
    [InlineData("streaq.Map(new TaskDefinition<int, object>(\"a\"), {|STRQ001:(int x) =>|} Task.FromResult(\"\"));")]
    [InlineData("streaq.Cron(\"a\", \"@daily\", {|STRQ001:() =>|} 42);")]
    public async Task Result_OfAnotherType_IsReported(string code) => await CheckAsync<HandlerFitAnalyzer>(Statements(code));

    [Fact]
    public async Task Parameter_ByReference_IsReported() => await CheckAsync<HandlerFitAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, (ref string {|STRQ001:text|}) => 1);
        streaq.Map(Tasks.Count, (string text, out int {|STRQ001:length|}) => length = 1);
        streaq.Cron("a", "@daily", (in TimeSpan {|STRQ001:span|}) => { });
        """));

    [Fact]
    public async Task Method_ThatDoesNotFit_IsReportedWhereItIsMapped() => await CheckAsync<HandlerFitAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, {|STRQ001:Take|});
        streaq.Map(Tasks.Count, {|STRQ001:Return|});
        int Take(object text) => 1;
        string Return(string text) => text;
        """));

    [Theory]
    [InlineData("streaq.Map(Tasks.Count, (string text, string {|STRQ002:other|}) => 1);")]
    [InlineData("streaq.Map(Tasks.Count, (string text, IStore store, string? {|STRQ002:other|}) => 1);")]
    public async Task Parameters_ThatBothTakeTheArgument_AreReported(string code) => await CheckAsync<HandlerFitAnalyzer>(Statements(code));

    [Fact]
    public async Task Handlers_ThatFit_AreNotReported() => await CheckAsync<HandlerFitAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, (string text) => text.Length);
        streaq.Map(Tasks.Count, (string? text) => 1);
        streaq.Map(Tasks.Count, () => 1);
        streaq.Map(Tasks.Count, (IStore store, TaskContext context, CancellationToken ct) => 1);
        streaq.Map(Tasks.Count, (CancellationToken ct, string text, IStore? store) => Task.FromResult(1));
        streaq.Map(Tasks.Count, async (string text, IStore store) => await store.SaveAsync(text));
        streaq.Map(Tasks.Count, async ValueTask<int> (string text) => { await Task.Yield(); return 1; });
        streaq.Map(Tasks.Count, int (string text) => throw new InvalidOperationException());
        streaq.Map(Tasks.Send, (string text) => { });
        streaq.Map(Tasks.Send, (string text) => Task.FromResult(1));
        streaq.Map(Tasks.Send, (string text) => ValueTask.CompletedTask);
        streaq.Map(Tasks.Send, (string text, [FromKeyedServices("a")] IStore store, int count) => { });
        streaq.Map(Tasks.Nightly, (TimeSpan span) => { });
        streaq.Cron("a", "@daily", (string text, TaskContext context) => { });
        streaq.Cron("b", "@daily", () => Task.CompletedTask);
        """));

    [Fact]
    public async Task Results_ThatTheTasksResultTakes_AreNotReported() => await CheckAsync<HandlerFitAnalyzer>(Statements("""
        streaq.Map(new TaskDefinition<int, IEnumerable<int>>("a"), (int x) => new List<int> { x });
        streaq.Map(new TaskDefinition<int, object>("b"), (int x) => x);
        streaq.Map(new TaskDefinition<int, int?>("c"), (int x) => x);
        streaq.Map(new TaskDefinition<int, string?>("d"), (int x) => "");
        streaq.Map(new TaskDefinition<(int A, int B), (int, int)>("e"), ((int X, int Y) pair) => (pair.X, pair.Y));
        streaq.Map(new TaskDefinition<dynamic, object>("f"), (object x) => x);
        streaq.Map(new TaskDefinition<int, uint[]>("g"), (int x) => new int[] { x });
        """));

    [Fact]
    public async Task Delegates_FromElsewhere_AreNotJudged() => await CheckAsync<HandlerFitAnalyzer>(Statements("""
        Func<object, string> given = _ => "";
        Delegate any = given;
        streaq.Map(Tasks.Count, given);
        streaq.Map(Tasks.Count, any);
        streaq.Map(Tasks.Count, DateTime.Now.Hour > 12 ? any : given);
        """));

    [Fact]
    public async Task TypeParameters_AreNotJudged() => await CheckAsync<HandlerFitAnalyzer>("""
        internal static class Generic
        {
            public static void Map<T, TResult>(StreaqBuilder streaq, TaskDefinition<T, TResult> task, TaskDefinition<T> other) where TResult : class
            {
                streaq.Map(task, (string text) => "");
                streaq.Map(task, (T value) => Task.FromResult(default(TResult)!));
                streaq.Map(new TaskDefinition<int>("a"), (T service) => { });
                streaq.Map(other, (object value) => { });
            }
        }
        """);

    [Fact]
    public async Task Types_ThatAreMissing_AreLeftToTheCompiler() => await CheckAsync<HandlerFitAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, ({|CS0246:Missing|} text) => 1);
        streaq.Map(Tasks.Count, {|CS0246:Missing|} (string text) => null!);
        streaq.Map(new TaskDefinition<{|CS0246:Missing|}>("a"), (string text) => { });
        """));

    [Fact]
    public async Task Calls_OfOtherBuilders_AreNotReported() => await CheckAsync<HandlerFitAnalyzer>("""
        internal sealed class Router
        {
            public void Map(TaskDefinition<string, int> task, Delegate handler) { }

            public static void Use(Router router, StreaqBuilder streaq)
            {
                router.Map(new TaskDefinition<string, int>("a"), (object text) => "");
                streaq.Use((context, next) => next(context));
                streaq.Map(new TaskDefinition<string, int>("a"));
            }
        }
        """);
}
