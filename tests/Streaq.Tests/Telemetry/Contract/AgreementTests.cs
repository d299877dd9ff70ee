using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Spans, measurements and the log of every story agree: outcomes, types of errors, numbers.</summary>
[Collection(RedisCollection.Name)]
public sealed class AgreementTests(ScenarioFixture scenario) : IClassFixture<ScenarioFixture>
{
    private const string Destination = "messaging.destination.name";

    private readonly TelemetryTap _tap = scenario.Tap;

    [Fact]
    public void Attempts_OfAllOutcomes_AreMeasuredAsTheirSpansSay()
    {
        var spans = Of("process").Select(span => Facts(span.Tag, "streaq.outcome", "error.type")).ToList();

        Same(spans, Measured("messaging.process.duration").Select(measured => Facts(measured, "streaq.outcome", "error.type")));
        // Each outcome occurs.
        Assert.Equal(
            ["aborted", "expired", "failure", "lease_lost", "retry", "returned", "snoozed", "success", "timeout"],
            Of("process").Select(span => (string)span.Tag("streaq.outcome")!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tasks_ThatEnded_AreMeasuredOnceEach()
    {
        string[] last = ["success", "failure", "timeout", "aborted", "expired"];
        var spans = Of("process").Where(span => last.Contains(span.Tag("streaq.outcome"))).Select(span => Facts(span.Tag, "streaq.outcome")).ToList();

        Same(spans, Measured("streaq.task.lifetime").Select(measured => Facts(measured, "streaq.outcome")));
        Same(spans, Measured("streaq.task.attempts").Select(measured => Facts(measured, "streaq.outcome")));
        // No task ends twice, unless it is replayed.
        var replayed = Of("process").Where(span => span.Tag("streaq.trigger") is "replay").Select(span => span.Tag("messaging.message.id")).ToHashSet();
        Assert.All(
            Of("process").Where(span => last.Contains(span.Tag("streaq.outcome")) && !replayed.Contains(span.Tag("messaging.message.id")))
                .CountBy(span => (span.Tag(Destination), span.Tag("messaging.message.id"))),
            task => Assert.Equal(1, task.Value));
    }

    [Theory]
    [InlineData("retry", "streaq.task.retries", "streaq.task.retrying")]
    [InlineData("snooze", "streaq.task.snoozes", "streaq.task.snoozed")]
    [InlineData("dead_letter", "streaq.task.dead_letters", "streaq.task.dead_lettered")]
    public void Settlements_ThatAreStored_AreCountedAndLogged(string operation, string counter, string logEvent)
    {
        var spans = Of(operation).Where(span => span.Status is ActivityStatusCode.Unset).Select(span => Facts(span.Tag)).ToList();

        Assert.NotEmpty(spans);
        Same(spans, Measured(counter).Select(measured => Facts(measured)));
        Assert.Equal(spans.Count, Logged(logEvent));
    }

    [Fact]
    public void Attempts_OfEachKind_HaveTheirLineInTheLog()
    {
        var outcomes = Of("process").Select(span => (string)span.Tag("streaq.outcome")!).ToList();
        var refused = Of("process").Count(span => span.Tag("error.type") is "Streaq.TaskAlreadyRunningException");
        var notRun = Of("process").Count(span => span.Tag("error.type") is "Streaq.DependencyFailedException");
        var takenOut = Of("abort").Count(span => span.Tag("streaq.outcome") is "aborted") - outcomes.Count(outcome => outcome is "aborted");

        Assert.Equal(outcomes.Count(outcome => outcome is "failure" or "timeout") - refused - notRun, Logged("messaging.process.exception"));
        Assert.Equal(refused, Logged("streaq.task.refused"));
        Assert.Equal(outcomes.Count(outcome => outcome is "aborted") + Math.Max(0, takenOut), Logged("streaq.task.aborted"));
        Assert.Equal(outcomes.Count(outcome => outcome is "lease_lost"), Logged("streaq.task.outcome_lost"));
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("ack")]
    public void CallsOfAWorker_WithSpans_AreMeasuredAsTheySay(string operation)
    {
        var spans = Of(operation).ToList();
        var traced = spans.Select(span => span.Tag(Destination)).ToHashSet();

        Assert.Contains(spans, span => span.Status is ActivityStatusCode.Error);
        Same(
            spans.Select(span => Facts(span.Tag, "error.type")),
            Measured("messaging.client.operation.duration")
                .Where(measured => Equals(measured("messaging.operation.name"), operation) && traced.Contains(measured(Destination)))
                .Select(measured => Facts(measured, "error.type")));
    }

    [Fact]
    public void Enqueues_ThatFail_HaveTheSameTypesEverywhere()
    {
        var spans = _tap.Spans.All.Where(span => span.Tag("messaging.operation.type") is "send" or "create" && span.Tag("error.type") is not null);

        Assert.Equal(
            spans.Select(span => (span.Tag(Destination), span.Tag("error.type"))).ToHashSet(),
            Measured("messaging.client.sent.messages").Where(measured => measured("error.type") is not null)
                .Select(measured => (measured(Destination), measured("error.type"))).ToHashSet());
    }

    private IEnumerable<Activity> Of(string operation) => _tap.Spans.All.Where(span =>
        Equals(span.Tag("messaging.operation.name"), operation) && _tap.IsTraced(span.Tag(Destination)));

    private IEnumerable<Func<string, object?>> Measured(string instrument) => _tap.Measurements.All
        .Where(measured => measured.Instrument.Name == instrument && _tap.IsTraced(measured.Tags.GetValueOrDefault(Destination)))
        .Select(measured => (Func<string, object?>)(name => measured.Tags.GetValueOrDefault(name)));

    private int Logged(string name) => _tap.Logs.All.Count(log => log.Event.Name == name);

    /// <summary>Returns the queue and the other values that must be equal.</summary>
    private static string Facts(Func<string, object?> tag, params string[] names) =>
        string.Join(' ', names.Prepend(Destination).Select(name => tag(name) ?? "-"));

    private static void Same(IEnumerable<string> spans, IEnumerable<string> measurements) => Assert.Equal(
        spans.CountBy(facts => facts).Select(facts => $"{facts.Value} × {facts.Key}").Order(StringComparer.Ordinal),
        measurements.CountBy(facts => facts).Select(facts => $"{facts.Value} × {facts.Key}").Order(StringComparer.Ordinal));
}
