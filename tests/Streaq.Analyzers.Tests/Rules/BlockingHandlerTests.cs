using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class BlockingHandlerTests : RuleTest
{
    [Theory]
    [InlineData("{|STRQ009:Thread.Sleep(100)|};", "await Task.Delay(100);")]
    [InlineData("{|STRQ009:Thread.Sleep(TimeSpan.FromSeconds(1))|};", "await Task.Delay(TimeSpan.FromSeconds(1));")]
    [InlineData("var n = {|STRQ009:store.SaveAsync(text).Result|};", "var n = await store.SaveAsync(text);")]
    [InlineData("var s = {|STRQ009:store.SaveAsync(text).Result|}.ToString();", "var s = (await store.SaveAsync(text)).ToString();")]
    [InlineData("{|STRQ009:store.SaveAsync(text).Wait()|};", "await store.SaveAsync(text);")]
    [InlineData("var n = {|STRQ009:store.SaveAsync(text).GetAwaiter().GetResult()|};", "var n = await store.SaveAsync(text);")]
    [InlineData(
        "var n = {|STRQ009:store.SaveAsync(text).ConfigureAwait(false).GetAwaiter().GetResult()|};", "var n = await store.SaveAsync(text).ConfigureAwait(false);")]
    [InlineData("var task = store.SaveAsync(text); var n = {|STRQ009:task.Result|};", "var task = store.SaveAsync(text); var n = await task;")]
    [InlineData("var n = {|STRQ009:ValueTask.FromResult(1).Result|};", "var n = await ValueTask.FromResult(1);")]
    public async Task Call_ThatBlocksAnAsyncHandler_IsReportedAndAwaited(string before, string after) =>
        await FixAsync<BlockingHandlerAnalyzer, BlockingHandlerFix>(Statements(Handler(before)), Statements(Handler(after)));

    [Fact]
    public async Task Calls_InEachOther_AreAllAwaited() => await FixAsync<BlockingHandlerAnalyzer, BlockingHandlerFix>(
        Statements(Handler("var n = {|STRQ009:store.SaveAsync({|STRQ009:store.SaveAsync(text).Result|}.ToString()).Result|};")),
        Statements(Handler("var n = await store.SaveAsync((await store.SaveAsync(text)).ToString());")),
        iterations: 2);

    [Fact]
    public async Task Call_WithALimit_IsReportedWithoutAFix() => await NoFixAsync<BlockingHandlerAnalyzer, BlockingHandlerFix>(Statements("""
        streaq.Map(Tasks.Send, async (string text, IStore store) =>
        {
            await Task.Yield();
            _ = {|STRQ009:store.SaveAsync(text).Wait(1000)|};
            {|STRQ009:Task.WaitAll(store.SaveAsync(text), store.SaveAsync(text))|};
            lock (store)
            {
                {|STRQ009:store.SaveAsync(text).Wait()|};
            }
        });
        streaq.Map(Tasks.Send, (string text) =>
        {
            {|STRQ009:Thread.Sleep(1)|};
            return Task.CompletedTask;
        });
        """));

    [Fact]
    public async Task Call_InMiddlewareOrAClass_IsReported() => await CheckAsync<BlockingHandlerAnalyzer>("""
        internal sealed class Middleware : ITaskMiddleware
        {
            public async Task InvokeAsync(TaskContext context, TaskDelegate next)
            {
                await next(context);
                {|STRQ009:Thread.Sleep(1)|};
            }
        }

        internal sealed class Typed : ITaskMiddleware<int>
        {
            public async Task InvokeAsync(TaskContext<int> context, TaskDelegate next)
            {
                await next(context);
                {|STRQ009:Thread.Sleep(1)|};
            }
        }

        internal sealed class TypedWithResult : ITaskMiddleware<int, string>
        {
            public async Task InvokeAsync(TaskContext<int, string> context, TaskDelegate next)
            {
                {|STRQ009:Thread.Sleep(1)|};
                await next(context);
            }
        }

        internal sealed class Handler : ITaskHandler<int>
        {
            public Task HandleAsync(int argument, TaskContext context, CancellationToken cancellationToken)
            {
                {|STRQ009:Task.Delay(argument, cancellationToken).Wait(cancellationToken)|};
                return Task.CompletedTask;
            }
        }
        """);

    [Fact]
    public async Task SynchronousHandlers_MayBlock() => await CheckAsync<BlockingHandlerAnalyzer>(Statements("""
        Thread.Sleep(1);
        streaq.Map(Tasks.Count, (string text, IStore store) => store.SaveAsync(text).Result);
        streaq.Map(Tasks.Send, (string text, TaskContext context) => Thread.Sleep(1));
        streaq.Cron("a", "@daily", () => Task.Delay(1).Wait());
        """) + """


        internal sealed class Handler : ISyncTaskHandler<int>
        {
            public void Handle(int argument, TaskContext context, CancellationToken cancellationToken) => Thread.Sleep(argument);
        }
        """);

    [Fact]
    public async Task Results_OfTasksThatAreDone_AreNotReported() => await CheckAsync<BlockingHandlerAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, async (string text, IStore store) =>
        {
            var one = store.SaveAsync(text);
            var two = store.SaveAsync(text);
            await Task.WhenAll(one, two);
            Task<int>[] more = [store.SaveAsync(text)];
            await Task.WhenAll(more);
            var sum = 0;
            foreach (var each in more)
            {
                sum += each.Result;
            }

            return one.Result + two.Result + more[0].Result + sum;
        });
        streaq.Map(Tasks.Count, (string text, IStore store) =>
        {
            var saving = store.SaveAsync(text);
            return saving.IsCompletedSuccessfully ? Task.FromResult(saving.Result) : saving;
        });
        streaq.Map(Tasks.Count, async (string text, IStore store) =>
        {
            var saving = store.SaveAsync(text);
            await saving;
            return saving.Result;
        });
        """));

    [Fact]
    public async Task Calls_OnOtherThreads_AreNotReported() => await CheckAsync<BlockingHandlerAnalyzer>(Statements("""
        streaq.Map(Tasks.Send, async (string text, TaskContext context, IStore store) =>
        {
            await Task.Run(() => Thread.Sleep(1));
            await Task.Run(() => store.SaveAsync(text).Result);
            context.Result = 1;
            var result = context.Result;
            Console.WriteLine(nameof(Task<int>.Result));
            using var gate = new SemaphoreSlim(1);
            gate.Wait();
        });
        """));

    private static string Handler(string statement) => $$"""
        streaq.Map(Tasks.Send, async (string text, IStore store) =>
        {
            await Task.Yield();
            {{statement}}
        });
        """;
}
