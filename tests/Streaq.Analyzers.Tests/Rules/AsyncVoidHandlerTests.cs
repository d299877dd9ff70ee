using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class AsyncVoidHandlerTests : RuleTest
{
    [Theory]
    [InlineData("streaq.Map(Tasks.Send, {|STRQ003:async void (string text) =>|} await Task.Yield());", "streaq.Map(Tasks.Send, async Task (string text) => await Task.Yield());")]
    [InlineData("streaq.Map(Tasks.Send, (Action<string>)({|STRQ003:async text =>|} await Task.Yield()));", "streaq.Map(Tasks.Send, (Func<string, Task>)(async text => await Task.Yield()));")]
    [InlineData("streaq.Map(Tasks.Send, new Action<string>({|STRQ003:async text =>|} await Task.Yield()));", "streaq.Map(Tasks.Send, new Func<string, Task>(async text => await Task.Yield()));")]
    [InlineData("streaq.Cron(\"a\", \"@daily\", (Action)({|STRQ003:async () =>|} await Task.Yield()));", "streaq.Cron(\"a\", \"@daily\", (Func<Task>)(async () => await Task.Yield()));")]
    public async Task Lambda_ThatIsAsyncVoid_IsReportedAndReturnsTask(string before, string after) =>
        await FixAsync<AsyncVoidHandlerAnalyzer, AsyncVoidHandlerFix>(Statements(before), Statements(after));

    [Fact]
    public async Task Method_ThatIsAsyncVoid_IsReportedAndReturnsTask() => await FixAsync<AsyncVoidHandlerAnalyzer, AsyncVoidHandlerFix>(
        Statements("""
            streaq.Map(Tasks.Send, {|STRQ003:Send|});
            // Sends it.
            async void Send(string text) => await Task.Yield();
            """),
        Statements("""
            streaq.Map(Tasks.Send, Send);
            // Sends it.
            async Task Send(string text) => await Task.Yield();
            """));

    [Fact]
    public async Task Method_OfAClass_ReturnsTask() => await FixAsync<AsyncVoidHandlerAnalyzer, AsyncVoidHandlerFix>(
        Class("streaq.Map(Tasks.Send, {|STRQ003:Mail.Send|});", "void"), Class("streaq.Map(Tasks.Send, Mail.Send);", "Task"));

    [Fact]
    public async Task Method_ThatMustReturnNothing_IsReportedWithoutAFix() => await NoFixAsync<AsyncVoidHandlerAnalyzer, AsyncVoidHandlerFix>(Statements("""
        streaq.Map(Tasks.Send, (Action<string>){|STRQ003:Given|});
        streaq.Map(Tasks.Send, new Action<string>({|STRQ003:Given|}));
        streaq.Map(Tasks.Send, {|STRQ003:Given|});
        streaq.Map(Tasks.Send, {|STRQ003:new Sender().Send|});
        async void Given(string text) => await Task.Yield();
        """) + """


        internal interface ISender
        {
            void Send(string text);
        }

        internal sealed class Sender : ISender
        {
            public async void Send(string text) => await Task.Yield();
        }
        """);

    [Fact]
    public async Task Class_ThatHandlesByAsyncVoid_IsReported() => await NoFixAsync<AsyncVoidHandlerAnalyzer, AsyncVoidHandlerFix>("""
        internal sealed class Implicit : ISyncTaskHandler<int>
        {
            public async void {|STRQ003:Handle|}(int argument, TaskContext context, CancellationToken cancellationToken) => await Task.Yield();

            public async void Other() => await Task.Yield();
        }

        internal sealed class Explicit : ISyncTaskHandler<int>
        {
            async void ISyncTaskHandler<int>.{|STRQ003:Handle|}(int argument, TaskContext context, CancellationToken cancellationToken) => await Task.Yield();
        }
        """);

    [Fact]
    public async Task Handlers_WhoseEndIsAwaited_AreNotReported() => await CheckAsync<AsyncVoidHandlerAnalyzer>(Statements("""
        streaq.Map(Tasks.Send, async (string text) => await Task.Yield());
        streaq.Map(Tasks.Send, (string text) => { });
        streaq.Map(Tasks.Send, (Action<string>)(text => { }));
        streaq.Map(Tasks.Send, (string text) =>
        {
            // An event handler that is async void is no handler of a task.
            AppDomain.CurrentDomain.ProcessExit += async (_, _) => await Task.Yield();
        });
        Action elsewhere = async () => await Task.Yield();
        elsewhere();
        """));

    private static string Class(string call, string returned) => Statements(call) + $$"""


        internal static class Mail
        {
            public static async {{returned}} Send(string text) => await Task.Yield();
        }
        """;
}
