using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class SwallowedRetryTests : RuleTest
{
    private const string LeavesOut = "e is not (StreaqRetryException or StreaqSnoozeException)";

    [Theory]
    [InlineData("{|STRQ010:catch (Exception e)|} { Console.WriteLine(e); }", $"catch (Exception e) when ({LeavesOut}) {{ Console.WriteLine(e); }}")]
    [InlineData("{|STRQ010:catch (Exception)|} { }", $"catch (Exception e) when ({LeavesOut}) {{ }}")]
    [InlineData("{|STRQ010:catch|} { }", $"catch (Exception e) when ({LeavesOut}) {{ }}")]
    [InlineData("{|STRQ010:catch|}\n    {\n    }", $"catch (Exception e) when ({LeavesOut})\n    {{\n    }}")]
    [InlineData("{|STRQ010:catch (StreaqException)|} { }", $"catch (StreaqException e) when ({LeavesOut}) {{ }}")]
    [InlineData("{|STRQ010:catch (Exception) when (context.Attempt > 1)|} { }", $"catch (Exception e) when ({LeavesOut} && (context.Attempt > 1)) {{ }}")]
    [InlineData("{|STRQ010:catch (Exception)|} { var e = 1; Console.WriteLine(e); }", "catch (Exception exception) when (exception is not (StreaqRetryException or StreaqSnoozeException)) { var e = 1; Console.WriteLine(e); }")]
    [InlineData("{|STRQ010:catch (StreaqRetryException)|}\n    {\n        context.Result = 0;\n    }", "catch (StreaqRetryException)\n    {\n        context.Result = 0;\n        throw;\n    }")]
    [InlineData("{|STRQ010:catch (StreaqSnoozeException)|}\n    {\n        return;\n    }", "catch (StreaqSnoozeException)\n    {\n        throw;\n    }")]
    [InlineData("{|STRQ010:catch (StreaqRetryException)|}\n    {\n        goto End;\n    }\n    End:;", "catch (StreaqRetryException)\n    {\n        throw;\n    }\n    End:;")]
    public async Task Clause_AroundTheRestOfAnAttempt_IsReportedAndLetsRetriesGo(string before, string after) =>
        await FixAsync<SwallowedRetryAnalyzer, SwallowedRetryFix>(Statements(Middleware(before)), Statements(Middleware(after)));

    [Fact]
    public async Task Clause_OfAClass_IsReported() => await CheckAsync<SwallowedRetryAnalyzer>("""
        internal sealed class Quiet : ITaskMiddleware
        {
            public async Task InvokeAsync(TaskContext context, TaskDelegate next)
            {
                try
                {
                    await next(context).ConfigureAwait(false);
                }
                {|STRQ010:catch (StreaqException e)|}
                {
                    Console.WriteLine(e.Message);
                }
            }
        }
        """);

    [Fact]
    public async Task Clause_OfTypedMiddleware_IsReported() => await CheckAsync<SwallowedRetryAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, (string text) => 1).Use(async (context, next) =>
        {
            try { await next(context); }
            {|STRQ010:catch (Exception)|} { context.Result = 0; }
        });
        """));

    [Fact]
    public async Task Clause_BehindWhichNothingRuns_IsReportedWithoutAFix() => await NoFixAsync<SwallowedRetryAnalyzer, SwallowedRetryFix>(Statements("""
        streaq.Map(Tasks.Count, (string text) =>
        {
            try
            {
                throw new StreaqRetryException("later");
            }
            {|STRQ010:catch (StreaqRetryException)|}
            {
                if (text.Length > 0)
                {
                    return 1;
                }
                else
                {
                    return 2;
                }
            }
        });
        """));

    [Fact]
    public async Task Clause_AroundAThrow_IsReportedInAHandler() => await CheckAsync<SwallowedRetryAnalyzer>(Statements("""
        streaq.Map(Tasks.Send, async (string text) =>
        {
            try
            {
                await Task.Yield();
                if (text.Length == 0)
                {
                    throw new StreaqRetryException("later");
                }
            }
            {|STRQ010:catch (Exception e)|}
            {
                Console.WriteLine(e);
            }
        });
        """));

    [Fact]
    public async Task Clauses_ThatLetRetriesGo_AreNotReported() => await CheckAsync<SwallowedRetryAnalyzer>(Statements($$"""
        {{Middleware("catch (Exception e) { Console.WriteLine(e); throw; }")}}
        {{Middleware("catch (Exception e) when (e is not (StreaqRetryException or StreaqSnoozeException)) { }")}}
        {{Middleware("catch (Exception e) when (IsMine(e)) { }")}}
        {{Middleware("catch (Exception e) { throw new StreaqRetryException(\"again\", innerException: e); }")}}
        {{Middleware("catch (Exception) { if (context.Attempt < 2) { throw; } }")}}
        {{Middleware("catch (TimeoutException) { }")}}
        {{Middleware("catch (StreaqException) { throw; } catch (Exception) { }")}}
        {{Middleware("catch (StreaqRetryException) { throw; } catch (StreaqSnoozeException) { throw; } catch (Exception) { }")}}
        {{Middleware("catch (Exception e) { System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e); }")}}
        Exception? kept = null;
        {{Middleware("catch (Exception e) { kept = e; }")}}
        {{Middleware("catch (Exception e) { kept = new AggregateException(e); }")}}
        var all = new List<Exception>();
        var queue = new System.Collections.Concurrent.ConcurrentQueue<(string, Exception)>();
        {{Middleware("catch (Exception e) { all.Add(e); }")}}
        {{Middleware("catch (Exception e) { all = [.. all, e]; }")}}
        {{Middleware("catch (Exception e) { queue.Enqueue((context.TaskId, e)); }")}}
        static bool IsMine(Exception e) => e is TimeoutException;
        """));

    [Fact]
    public async Task Clauses_AroundOtherCode_AreNotReported() => await CheckAsync<SwallowedRetryAnalyzer>(Statements("""
        streaq.Map(Tasks.Count, async (string text, IStore store) =>
        {
            try
            {
                return await store.SaveAsync(text);
            }
            catch (Exception)
            {
                return 0;
            }
        });
        streaq.Use(async (context, next) =>
        {
            try
            {
                Console.WriteLine(context.TaskName);
            }
            catch (Exception)
            {
            }

            await next(context);
        });
        try
        {
            throw new StreaqRetryException("no handler");
        }
        catch (Exception)
        {
        }
        """));

    [Fact]
    public async Task Clause_AroundOneThatRethrows_IsReported() => await CheckAsync<SwallowedRetryAnalyzer>(Statements("""
        streaq.Map(Tasks.Send, (string text) =>
        {
            try
            {
                try
                {
                    throw new StreaqRetryException("later");
                }
                catch (TimeoutException e)
                {
                    throw new StreaqRetryException("slow", innerException: e);
                }
            }
            {|STRQ010:catch (Exception)|}
            {
            }
        });
        """));

    private static string Middleware(string clause) => $$"""
        streaq.Use(async (context, next) =>
        {
            try { await next(context); }
            {{clause}}
        });
        """;
}
