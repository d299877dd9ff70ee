namespace Streaq.Tests.Client;

/// <summary>Options that break a rule throw before anything is written, and name the option.</summary>
public sealed class EnqueueRefusalTests
{
    private static readonly TaskDefinition<int> Task = new("the.task");

    public static TheoryData<string, string> Refused => new()
    {
        { "delay and at", "Delay" },
        { "negative delay", "Delay" },
        { "at no time", "At" },
        { "expires at once", "ExpiresIn" },
        { "expires in the past", "ExpiresIn" },
        { "empty id", "Id" },
        { "id with white space", "Id" },
        { "long id", "Id" },
        { "empty priority", "Priority" },
        { "priority with brace", "Priority" },
        { "deduplication key with line break", "DeduplicationKey" },
        { "after nothing", "After" },
        { "after an id with white space", "After" },
        { "a policy that is none", "DependencyPolicy" },
        { "header name with white space", "Headers" },
        { "header value with line break", "Headers" },
        { "header without value", "Headers" },
        { "headers that differ in case alone", "Headers" },
    };

    /// <summary>The refusals except those about the case of header names: <c>EnqueueContext.Headers</c> ignores case.</summary>
    public static TheoryData<string, string> RefusedOfMiddleware
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var row in Refused.Where(row => (string)row[0] != "headers that differ in case alone"))
            {
                data.Add((string)row[0], (string)row[1]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Options_AgainstARule_AreRefused(string what, string named)
    {
        await using var host = await QueueHost.StartAsync(_ => { });

        var e = await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.EnqueueAsync(Task, 1, Options(what)));

        Assert.Equal(named, e.ParamName);
        await AssertEmptyAsync(host);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Options_AgainstARule_AreRefusedForABatchToo(string what, string named)
    {
        await using var host = await QueueHost.StartAsync(_ => { });

        var e = await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.EnqueueManyAsync(Task, [1, 2], Options(what)));

        Assert.Equal(named, e.ParamName);
        await AssertEmptyAsync(host);
    }

    [Theory]
    [MemberData(nameof(RefusedOfMiddleware))]
    public async Task Options_SetByAMiddleware_AreCheckedToo(string what, string named)
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Options = Options(what);
            foreach (var (name, value) in context.Options.Headers ?? new Dictionary<string, string>())
            {
                context.Headers[name] = value;
            }

            return next(context);
        }));

        var e = await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.EnqueueAsync(Task, 1));

        Assert.Equal(named, e.ParamName);
        await AssertEmptyAsync(host);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Id_OrDeduplicationKey_ForABatch_IsRefused(bool id)
    {
        await using var host = await QueueHost.StartAsync(_ => { });
        var options = id ? new EnqueueOptions { Id = "a" } : new EnqueueOptions { DeduplicationKey = "a" };

        var e = await Assert.ThrowsAsync<ArgumentException>(() => host.Client.EnqueueManyAsync(Task, [1, 2], options));

        Assert.StartsWith("EnqueueManyAsync takes no Id and no DeduplicationKey, since every task needs its own.", e.Message);
        await AssertEmptyAsync(host);
    }

    [Fact]
    public async Task Arguments_Missing_AreRefused()
    {
        await using var host = await QueueHost.StartAsync(_ => { });

        await Assert.ThrowsAsync<ArgumentNullException>("task", () => host.Client.EnqueueAsync((TaskDefinition<int>)null!, 1));
        await Assert.ThrowsAsync<ArgumentNullException>("arguments", () => host.Client.EnqueueManyAsync(Task, null!));
    }

    [Fact]
    public async Task TaskId_AgainstTheRule_IsRefused()
    {
        await using var host = await QueueHost.StartAsync(_ => { });

        await Assert.ThrowsAsync<ArgumentException>("taskId", () => host.Client.StateAsync("a b"));
        await Assert.ThrowsAsync<ArgumentException>("taskId", () => host.Client.ReportAsync(""));
        Assert.Throws<ArgumentException>("taskId", () => host.Client.Handle<int>("{a}"));
        await Assert.ThrowsAsync<ArgumentException>("taskId", () => host.Client.DeadLetters.ReplayAsync("a b"));
        await Assert.ThrowsAsync<ArgumentException>("taskId", () => host.Client.DeadLetters.DeleteAsync("a b"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("limit", () => host.Client.DeadLetters.ListAsync(limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("offset", () => host.Client.DeadLetters.ListAsync(offset: -1));
    }

    private static EnqueueOptions Options(string what) => what switch
    {
        "delay and at" => new() { Delay = TimeSpan.FromSeconds(1), At = DateTimeOffset.UnixEpoch },
        "negative delay" => new() { Delay = TimeSpan.FromTicks(-1) },
        "at no time" => new() { At = default(DateTimeOffset) },
        "expires at once" => new() { ExpiresIn = TimeSpan.Zero },
        "expires in the past" => new() { ExpiresIn = TimeSpan.FromSeconds(-1) },
        "empty id" => new() { Id = "" },
        "id with white space" => new() { Id = "a b" },
        "long id" => new() { Id = new string('i', 201) },
        "empty priority" => new() { Priority = "" },
        "priority with brace" => new() { Priority = "{high}" },
        "deduplication key with line break" => new() { DeduplicationKey = "a\nb" },
        "after nothing" => new() { After = [default] },
        "after an id with white space" => new() { After = ["a", "b c"] },
        "a policy that is none" => new() { DependencyPolicy = (DependencyPolicy)7 },
        "header name with white space" => new() { Headers = new Dictionary<string, string> { ["a b"] = "v" } },
        "header value with line break" => new() { Headers = new Dictionary<string, string> { ["a"] = "v\n" } },
        "header without value" => new() { Headers = new Dictionary<string, string> { ["a"] = null! } },
        _ => new() { Headers = new Dictionary<string, string> { ["tenant"] = "a", ["Tenant"] = "b" } },
    };

    private static async Task AssertEmptyAsync(QueueHost host)
    {
        var counts = await host.Client.CountsAsync();
        Assert.Equal((0, 0, 0), (counts.Ready.Values.Sum(), counts.Scheduled, counts.Waiting));
    }
}
