using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class BaggageLimitContractTests : ContractTest
{
    private static readonly TaskDefinition<int> Look = new("look");

    private readonly TaskCompletionSource<TaskMessage> _seen = new();

    [Fact]
    public async Task Baggage_OverTheLimit_IsCutToWholeMembersWithOneWarning()
    {
        await StartLookingAsync();
        using var ambient = Ambient();
        for (var i = 0; i < 10; i++)
        {
            ambient.AddBaggage($"member{i}", new string('x', 1_000));
        }

        await Client.EnqueueAsync(Work, "ok");
        await Client.EnqueueAsync(Look, 1);

        var baggage = (await _seen.Task.WaitAsync(QueueHost.Patience)).Details.Baggage!;
        Assert.InRange(baggage.Length, 7_000, BaggageLimit.MaxLength);
        Assert.All(baggage.Split(','), member => Assert.Matches("^ ?member[0-9] ?= ?x{1000}$", member));
        var warning = Assert.Single(Log.Lines, line => line.Event.Name == "streaq.baggage.cut");
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, warning.Level);
    }

    [Fact]
    public async Task Baggage_OfOneMemberOverTheLimit_DoesNotTravel()
    {
        await StartLookingAsync();
        using var ambient = Ambient();
        ambient.AddBaggage("member", new string('x', 9_000));

        await Client.EnqueueAsync(Look, 1);

        var message = await _seen.Task.WaitAsync(QueueHost.Patience);
        Assert.Null(message.Details.Baggage);
        Assert.Null(message.Details.Headers);
        Assert.NotNull(message.TraceParent);
        Assert.Single(Log.Lines, line => line.Event.Name == "streaq.baggage.cut");
    }

    [Fact]
    public async Task Baggage_WithinTheLimit_LogsNoWarning()
    {
        await StartLookingAsync();
        using var ambient = Ambient();
        ambient.AddBaggage("member", new string('x', 8_000));

        await Client.EnqueueAsync(Look, 1);

        Assert.Equal(8_000, (await _seen.Task.WaitAsync(QueueHost.Patience)).Details.Baggage!.Count(c => c == 'x'));
        Assert.DoesNotContain(Log.Lines, line => line.Event.Name == "streaq.baggage.cut");
    }

    private Task StartLookingAsync() => StartAsync(set: streaq => streaq.Map(Look, (int _, TaskContext context) => _seen.SetResult(context.Message)));
}
