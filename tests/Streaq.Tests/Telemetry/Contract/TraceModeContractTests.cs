namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Parent or link: by the mode, by where the mode was set, by age.</summary>
public sealed class TraceModeContractTests : ContractTest
{
    public enum SetOn
    {
        Application,
        Definition,
        Enqueue,
    }

    public static TheoryData<SetOn, TraceMode, bool> Cases
    {
        get
        {
            var cases = new TheoryData<SetOn, TraceMode, bool>();
            foreach (var level in Enum.GetValues<SetOn>())
            {
                foreach (var mode in Enum.GetValues<TraceMode>())
                {
                    cases.Add(level, mode, false);
                    cases.Add(level, mode, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Process_InAMode_IsChildOrRootAndLinks(SetOn level, TraceMode mode, bool old)
    {
        // The outer levels are set to another mode, which must not win.
        var other = mode is TraceMode.Link ? TraceMode.Parent : TraceMode.Link;
        var task = new TaskDefinition<string>("work") { Trace = level is SetOn.Definition ? mode : level is SetOn.Enqueue ? other : null };
        await StartAsync(options => options.TraceMode = level is SetOn.Application ? mode : other);
        await BlockAsync();

        var handle = await Client.EnqueueAsync(task, "ok", new EnqueueOptions { Trace = level is SetOn.Enqueue ? mode : null });
        Time.Advance(TimeSpan.FromSeconds(old ? 61 : 59));
        Release();

        var process = await ProcessAsync(handle.Id);
        var enqueue = await SpanAsync(span => span.DisplayName == "enqueue work" && Equals(span.Tag("messaging.message.id"), handle.Id));
        var child = mode is TraceMode.Parent || (mode is TraceMode.Auto && !old);
        Assert.Equal(child, process.IsChildOf(enqueue.Context));
        Assert.Equal(!child, process.IsRoot());
        Assert.Equal(mode is TraceMode.None ? [] : [enqueue.SpanId], process.LinksOf("creation"));
        Assert.Equal(mode is TraceMode.None || child ? null : enqueue.Id, process.Tag("streaq.link.creation"));
        Assert.Equal(child, process.TraceId == enqueue.TraceId);
    }

    [Theory]
    [InlineData(32, TraceMode.Auto, true)]
    [InlineData(33, TraceMode.Auto, false)]
    [InlineData(33, TraceMode.Parent, true)]
    [InlineData(2, TraceMode.Link, false)]
    public async Task Process_OfABatch_IsAChildOfItsCreateSpanOrLinksIt(int count, TraceMode mode, bool child)
    {
        await StartAsync(options => options.TraceMode = mode);

        var handles = await Client.EnqueueManyAsync(Work, Enumerable.Repeat("ok", count));

        foreach (var handle in handles)
        {
            var process = await ProcessAsync(handle.Id);
            var create = await SpanAsync(span => span.DisplayName == "create work" && Equals(span.Tag("messaging.message.id"), handle.Id));
            Assert.Equal(child, process.IsChildOf(create.Context));
            Assert.Equal(!child, process.IsRoot());
            Assert.Equal([create.SpanId], process.LinksOf("creation"));
        }
    }

    [Fact]
    public async Task Process_OfABatchWithoutContext_IsARootWithoutLinks()
    {
        await StartAsync(options => options.TraceMode = TraceMode.None);

        var handles = await Client.EnqueueManyAsync(Work, ["ok", "ok"]);

        foreach (var handle in handles)
        {
            var process = await ProcessAsync(handle.Id);
            Assert.True(process.IsRoot());
            Assert.Empty(process.Links);
        }
    }
}
