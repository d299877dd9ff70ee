using Streaq.Analyzers.Tests.Support;

namespace Streaq.Analyzers.Tests.Rules;

public sealed class EnqueueTokenTests : RuleTest
{
    [Theory]
    [InlineData(
        "streaq.Map(Tasks.Send, async (string text, IStreaqClient queue, CancellationToken ct) => await {|STRQ008:queue.EnqueueAsync(Tasks.Count, text)|});",
        "streaq.Map(Tasks.Send, async (string text, IStreaqClient queue, CancellationToken ct) => await queue.EnqueueAsync(Tasks.Count, text, cancellationToken: ct));")]
    [InlineData(
        "streaq.Map(Tasks.Send, async (string text, TaskContext context) => await {|STRQ008:client.EnqueueManyAsync(Tasks.Count, [text])|});",
        "streaq.Map(Tasks.Send, async (string text, TaskContext context) => await client.EnqueueManyAsync(Tasks.Count, [text], cancellationToken: context.CancellationToken));")]
    [InlineData(
        "streaq.Cron(\"a\", \"@daily\", async (TaskContext context, CancellationToken stop) => await {|STRQ008:client.EnqueueAsync(Tasks.Nightly, new EnqueueOptions())|});",
        "streaq.Cron(\"a\", \"@daily\", async (TaskContext context, CancellationToken stop) => await client.EnqueueAsync(Tasks.Nightly, new EnqueueOptions(), cancellationToken: stop));")]
    [InlineData(
        "streaq.Use(async (context, next) => { await next(context); await {|STRQ008:client.Pipeline(Tasks.Count, \"a\").EnqueueAsync()|}; });",
        "streaq.Use(async (context, next) => { await next(context); await client.Pipeline(Tasks.Count, \"a\").EnqueueAsync(cancellationToken: context.CancellationToken); });")]
    [InlineData(
        "streaq.Map(Tasks.Send, (string text, CancellationToken ct) => Task.WhenAll(new[] { 1 }.Select(_ => {|STRQ008:client.EnqueueAsync(Tasks.Count, text)|})));",
        "streaq.Map(Tasks.Send, (string text, CancellationToken ct) => Task.WhenAll(new[] { 1 }.Select(_ => client.EnqueueAsync(Tasks.Count, text, cancellationToken: ct))));")]
    [InlineData(
        "streaq.Map(Tasks.Count, (string text) => 1).Use(async (context, next) => { await next(context); await {|STRQ008:client.EnqueueAsync(Tasks.Nightly)|}; });",
        "streaq.Map(Tasks.Count, (string text) => 1).Use(async (context, next) => { await next(context); await client.EnqueueAsync(Tasks.Nightly, cancellationToken: context.CancellationToken); });")]
    [InlineData(
        "streaq.Map(Tasks.Send, async (string text, CancellationToken @event) => await {|STRQ008:client.EnqueueAsync(Tasks.Count, text)|});",
        "streaq.Map(Tasks.Send, async (string text, CancellationToken @event) => await client.EnqueueAsync(Tasks.Count, text, cancellationToken: @event));")]
    [InlineData(
        "streaq.Map(Tasks.Send, async (string text, TaskContext context, CancellationToken ct) => await Task.WhenAll(new[] { 1 }.Select(ct => {|STRQ008:client.EnqueueAsync(Tasks.Count, text)|})));",
        "streaq.Map(Tasks.Send, async (string text, TaskContext context, CancellationToken ct) => await Task.WhenAll(new[] { 1 }.Select(ct => client.EnqueueAsync(Tasks.Count, text, cancellationToken: context.CancellationToken))));")]
    public async Task Enqueue_InAHandlerThatHasAToken_IsReportedAndGetsIt(string before, string after) =>
        await FixAsync<EnqueueTokenAnalyzer, EnqueueTokenFix>(Statements(before), Statements(after));

    [Fact]
    public async Task Enqueue_InAClass_IsReportedAndGetsTheToken() => await FixAsync<EnqueueTokenAnalyzer, EnqueueTokenFix>(
        Handler("{|STRQ008:client.EnqueueAsync(Tasks.Next, argument)|}"), Handler("client.EnqueueAsync(Tasks.Next, argument, cancellationToken: cancellationToken)"));

    /// <summary>Also compiles the code as generated code and behind a <c>#pragma</c>, where the rule reports nothing.</summary>
    [Fact]
    public async Task Enqueue_WithATokenInReach_IsReported() => await CheckAsync<EnqueueTokenAnalyzer>(Statements("""
        streaq.Map(Tasks.Send, async (string text, IStreaqClient queue, CancellationToken ct) =>
            await {|STRQ008:queue.EnqueueAsync(Tasks.Count, text)|});
        """));

    [Fact]
    public async Task Enqueue_WithoutATokenInReach_IsNotReported() => await CheckAsync<EnqueueTokenAnalyzer>(Statements("""
        await client.EnqueueAsync(Tasks.Count, "a");
        streaq.Map(Tasks.Send, async (string text, IStreaqClient queue) => await queue.EnqueueAsync(Tasks.Count, text));
        streaq.Map(Tasks.Send, (string text, CancellationToken ct) => Task.WhenAll(new[] { client }.Select(static queue => queue.EnqueueAsync(Tasks.Nightly))));
        static async Task Elsewhere(IStreaqClient queue, CancellationToken ct) => await queue.EnqueueAsync(Tasks.Count, "a");
        """));

    [Fact]
    public async Task Enqueue_WithAToken_IsNotReported() => await CheckAsync<EnqueueTokenAnalyzer>(Statements("""
        streaq.Map(Tasks.Send, async (string text, IStreaqClient queue, TaskContext context, CancellationToken ct) =>
        {
            await queue.EnqueueAsync(Tasks.Count, text, null, ct);
            await queue.EnqueueAsync(Tasks.Count, text, cancellationToken: context.CancellationToken);
            await queue.EnqueueAsync(Tasks.Count, text, cancellationToken: CancellationToken.None);
            await queue.EnqueueAsync(Tasks.Count, text, cancellationToken: default);
            await queue.StateAsync("id");
        });
        """));

    private static string Handler(string call) => $$"""
        internal sealed class Handler(IStreaqClient client) : ITaskHandler<string>
        {
            public async Task HandleAsync(string argument, TaskContext context, CancellationToken cancellationToken) =>
                await {{call}};
        }

        internal static class Tasks
        {
            public static readonly TaskDefinition<string> Next = new("next");
        }
        """;
}
