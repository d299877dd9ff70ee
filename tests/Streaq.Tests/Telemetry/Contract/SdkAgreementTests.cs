using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>The three signals that the OpenTelemetry SDK exports for every story agree, and references from one lead to another.</summary>
[Collection(RedisCollection.Name)]
public sealed class SdkAgreementTests(ScenarioFixture scenario) : IClassFixture<ScenarioFixture>
{
    private const string Destination = "messaging.destination.name";

    private readonly TelemetryTap _tap = scenario.Tap;

    private readonly List<Activity> _attempts =
        [.. scenario.Tap.Sdk.Spans.All.Where(span => Is(span.Tag, "messaging.operation.name", "process") && scenario.Tap.IsTraced(span.Tag(Destination)))];

    [Fact]
    public void Spans_OfAllStories_AreExported()
    {
        var heard = _tap.Spans.All.Where(span => span.Recorded).Select(span => span.SpanId).ToHashSet();
        var exported = _tap.Sdk.Spans.All.Select(span => span.SpanId).ToList();

        Assert.NotEmpty(heard);
        Assert.Subset(exported.ToHashSet(), heard);
        Assert.Equal(exported.Count, exported.Distinct().Count());
    }

    [Fact]
    public void Attempts_OfAllOutcomes_AreCountedAsTheirSpansSay() => Same(
        _attempts.Select(span => (Facts(span.Tag, "streaq.outcome", "error.type"), 1L)),
        Points("messaging.process.duration").Select(point => (Facts(Tag(point), "streaq.outcome", "error.type"), point.Count)));

    [Theory]
    [InlineData("retry", "streaq.task.retries")]
    [InlineData("snoozed", "streaq.task.snoozes")]
    public void Attempts_OfOneOutcome_AreItsCounter(string outcome, string counter)
    {
        var attempts = _attempts.Where(span => Is(span.Tag, "streaq.outcome", outcome)).Select(span => (Facts(span.Tag), 1L)).ToList();

        Assert.NotEmpty(attempts);
        Same(attempts, Points(counter).Select(point => (Facts(Tag(point)), point.Count)));
    }

    [Fact]
    public void Exemplars_OfAttempts_LeadToASpanOfTheSameOutcome()
    {
        var spans = _attempts.ToDictionary(span => span.SpanId);
        var points = Points("messaging.process.duration").ToList();

        Assert.All(points, point => Assert.NotEmpty(point.Exemplars));
        Assert.All(points, point => Assert.All(point.Exemplars, id => Assert.Equal(
            Facts(Tag(point), "streaq.outcome", "error.type"), Facts(spans[id].Tag, "streaq.outcome", "error.type"))));
    }

    [Fact]
    public void FailuresInTheLog_StandOnTheSpanThatSaysTheSame()
    {
        var spans = _attempts.ToDictionary(span => span.SpanId);
        var failures = _tap.Sdk.Logs.All.Where(log => log.Event is "messaging.process.exception").ToList();

        Assert.NotEmpty(failures);
        Assert.All(failures, log =>
        {
            var span = spans[log.Span];
            Assert.Contains((string)span.Tag("streaq.outcome")!, (string[])["failure", "timeout"]);
            Assert.Equal(span.Tag("error.type"), log.Fields.Single(field => field.Key == "ErrorType").Value);
            Assert.Equal(span.Tag("messaging.message.id"), log.Fields.Single(field => field.Key == "messaging.message.id").Value);
        });
    }

    [Fact]
    public void Tasks_Enqueued_AreCountedAsTheLogSays()
    {
        var logged = _tap.Sdk.Logs.All.Where(log => log.Event is "streaq.task.enqueued")
            .Select(log => (Facts: (string)log.Fields.Single(field => field.Key == "Queue").Value!, Count: 1L)).Where(one => _tap.IsTraced(one.Facts)).ToList();

        Assert.NotEmpty(logged);
        Same(logged, Points("messaging.client.sent.messages").Where(point => !point.Tags.ContainsKey("error.type"))
            .Select(point => (Facts(Tag(point)), point.Count)));
    }

    [Fact]
    public void LogRecords_OfAllStories_HaveNoKeyTwice()
    {
        Assert.NotEmpty(_tap.Sdk.Logs.All);
        Assert.All(_tap.Sdk.Logs.All, log => Assert.Equal(log.Fields.Select(field => field.Key).Distinct(), log.Fields.Select(field => field.Key)));
    }

    private IEnumerable<ExportedPoint> Points(string metric) => _tap.Sdk.Collect().Where(point =>
        point.Metric == metric && _tap.IsOurs(point.Tags.GetValueOrDefault(Destination)) && _tap.IsTraced(point.Tags.GetValueOrDefault(Destination)));

    private static Func<string, object?> Tag(ExportedPoint point) => name => point.Tags.GetValueOrDefault(name);

    private static bool Is(Func<string, object?> tag, string name, string value) => Equals(tag(name), value);

    /// <summary>Returns the queue and the other values that must be equal.</summary>
    private static string Facts(Func<string, object?> tag, params string[] names) =>
        string.Join(' ', names.Prepend(Destination).Select(name => tag(name) ?? "-"));

    private static IEnumerable<string> Counts(IEnumerable<(string Facts, long Count)> counts) =>
        counts.GroupBy(one => one.Facts).Select(all => $"{all.Sum(one => one.Count)} × {all.Key}").Order(StringComparer.Ordinal);

    private static void Same(IEnumerable<(string Facts, long Count)> spans, IEnumerable<(string Facts, long Count)> points) =>
        Assert.Equal(Counts(spans), Counts(points));
}
