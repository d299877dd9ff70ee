using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class ReplaySpanContractTests : ContractTest
{
    [Fact]
    public async Task Replay_OfADeadLetter_IsANewEnqueueThatLinksTheDeadAttempt()
    {
        var id = await DieAsync();

        var dead = await ProcessAsync(id);
        Assert.Equal(ReplayResult.Replayed, await Client.DeadLetters.ReplayAsync(id));

        var replay = await ReplayedAsync();
        Assert.Equal("enqueue work", replay.DisplayName);
        Assert.Equal(ActivityKind.Producer, replay.Kind);
        Assert.NotEqual(dead.TraceId, replay.TraceId);
        Assert.Equal([dead.SpanId], replay.LinksOf("dead_attempt"));
        Assert.Equal(dead.Id, replay.Tag("streaq.link.dead_attempt"));
        Assert.Equal(id, replay.Tag("messaging.message.id"));
        Assert.Equal("send", replay.Tag("messaging.operation.type"));
    }

    [Fact]
    public async Task Replay_OfADeadLetter_HasItsAttemptUnderTheNewEnqueue()
    {
        var id = await DieAsync();
        var dead = await ProcessAsync(id);

        await Client.DeadLetters.ReplayAsync(id);

        var replay = await ReplayedAsync();
        var process = await SpanAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("streaq.trigger"), "replay"));
        Assert.True(process.IsChildOf(replay.Context));
        Assert.Equal([dead.SpanId], process.LinksOf("previous_attempt"));
        Assert.Equal(1, process.Tag("streaq.attempt"));
    }

    [Fact]
    public async Task Replay_InsideACallersSpan_IsUnderIt()
    {
        var id = await DieAsync();
        using var ambient = Ambient();

        await Client.DeadLetters.ReplayAsync(id);

        Assert.True((await ReplayedAsync()).IsChildOf(ambient.Context));
    }

    [Fact]
    public async Task Replay_OfATaskWithoutContext_CarriesNone()
    {
        await StartAsync();
        var handle = await Client.EnqueueAsync(Work, "fail", new EnqueueOptions { Trace = TraceMode.None });
        await SpanAsync("dead_letter work");
        await ProcessAsync(handle.Id);

        await Client.DeadLetters.ReplayAsync(handle.Id);

        var process = await SpanAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("streaq.trigger"), "replay"));
        Assert.Empty(process.LinksOf("creation"));
    }

    [Fact]
    public async Task Replay_ThatIsRefused_IsAnErrorThatSaysWhy()
    {
        var id = await DieAsync();
        var other = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        Assert.Equal(ReplayResult.IdInUse, await Client.DeadLetters.ReplayAsync(id, other.Id));

        var replay = await ReplayedAsync();
        Assert.Equal((ActivityStatusCode.Error, "id_in_use"), (replay.Status, replay.Tag("error.type")));
        Assert.Equal((other.Id, id), (replay.Tag("messaging.message.id"), replay.Tag("messaging.message.conversation_id")));
    }

    private async Task<string> DieAsync()
    {
        await StartAsync();
        var handle = await Client.EnqueueAsync(Work, "fail");
        await ProcessAsync(handle.Id);
        return handle.Id;
    }

    private Task<Activity> ReplayedAsync() =>
        SpanAsync(span => span.Kind is ActivityKind.Producer && Equals(span.Tag("streaq.trigger"), "replay"));
}
