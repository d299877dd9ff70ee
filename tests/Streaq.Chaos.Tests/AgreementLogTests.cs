using System.Diagnostics;
using System.Diagnostics.Metrics;
using Streaq.Chaos.Account;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Tests;

/// <summary>A log that can't report a disagreement shows nothing.</summary>
public sealed class AgreementLogTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly ActivitySource _source = new("Streaq");
    private readonly Meter _meter = new("Streaq");

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
        File.Delete(_path);
    }

    [Theory]
    [InlineData("success", null, "success", 1, 1, true)]
    [InlineData("retry", "A", "retry", 1, 0, true)]
    [InlineData("lease_lost", "lease_lost", "lease_lost", 1, 0, true)]
    [InlineData("lease_lost", "lease_lost", "success", 1, 0, false)]
    [InlineData("failure", "B", "failure", 1, 1, false)]
    [InlineData("success", null, "success", 2, 1, false)]
    [InlineData("success", null, "success", 0, 1, false)]
    [InlineData("success", null, "success", 1, 0, false)]
    [InlineData("retry", "A", "retry", 1, 1, false)]
    public void Attempt_MeasuredDifferentlyFromItsSpan_IsWrittenDown(
        string outcome, string? error, string measured, int durations, int lifetimes, bool agrees)
    {
        Assert.Equal(agrees, Disagreements(() =>
        {
            using var span = _source.StartActivity("process work", ActivityKind.Consumer)!;
            span.SetTag("streaq.outcome", outcome).SetTag("error.type", error);
            Measure("messaging.process.duration", durations, ("streaq.outcome", measured), ("error.type", error is "B" ? "A" : error));
            Measure("streaq.task.lifetime", lifetimes, ("streaq.outcome", measured));
        }).Count == 0);
    }

    [Fact]
    public void Attempt_MeasuredOutsideOfItsSpan_IsWrittenDown() =>
        Assert.Single(Disagreements(() => Measure("streaq.task.lifetime", 1, ("streaq.outcome", "success"))));

    private List<string> Disagreements(Action act)
    {
        using (var effects = new EffectLog(_path))
        using (new AgreementLog(effects))
        {
            act();
        }

        return [.. Account.Disagreements.Of(new Dictionary<string, List<EffectLine>> { ["w1"] = EffectLine.Read(_path) })];
    }

    private void Measure(string instrument, int times, params (string Name, object? Value)[] tags)
    {
        var histogram = _meter.CreateHistogram<double>(instrument);
        for (var i = 0; i < times; i++)
        {
            histogram.Record(1, [.. tags.Select(tag => new KeyValuePair<string, object?>(tag.Name, tag.Value))]);
        }
    }
}
