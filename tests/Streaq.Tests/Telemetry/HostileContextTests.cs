using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Tests.Hostile;

namespace Streaq.Tests.Telemetry;

/// <summary>Properties that hold for the trace context of any message.</summary>
public sealed partial class HostileContextTests
{
    private const string Hex = "0123456789abcdef";

    private static readonly string[] Nasty = ["", " ", "\n", "\r\nSet-Cookie: a=b", "\0", "\u001b[2J", "\u202E", "\uD800", "\U0001F600", ",", "=", ";", "%", "%0A", "%zz", "a=b", "a=b,a=c", "a@b=c", "A=b", "\t", "é"];

    [Fact]
    public void ProcessSpan_OfAnyContext_HasTheRightParentOrIsARootAndPassesOnWhatIsValid()
    {
        var queue = new QueueTelemetry { Queue = $"fuzz-{Guid.NewGuid():N}", MaxParentAge = TimeSpan.FromMinutes(1), MaxCreateSpans = 100, RecordException = false };
        using var spans = new ActivityLog(queue.Queue);
        var telemetry = new ProcessTelemetry(queue);
        for (var seed = FuzzSettings.Seed; seed < FuzzSettings.Seed + FuzzSettings.Rounds(usual: 3_000); seed++)
        {
            var random = new Random(seed);
            var isValid = random.Next(2) == 0;
            var message = Message(random, isValid ? ValidParent(random) : InvalidParent(random));
            try
            {
                AssertSound(telemetry, queue, message, isValid);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"STREAQ_FUZZ_SEED={seed}: {message.TraceParent} | {message.Details.TraceState} | {message.Details.Baggage}: "
                    + $"{e.Message}",
                    e);
            }
        }
    }

    [Theory]
    [InlineData("a=1,b=2", "a=1,b=2")]
    [InlineData(" a=1 ,, b=2\t", " a=1 ,, b=2\t")]
    [InlineData("tenant@system=x", "tenant@system=x")]
    [InlineData("a=1,a=2", null)]
    [InlineData("A=1", null)]
    [InlineData("a=1\r\nb: 2", null)]
    [InlineData("a=\u001b", null)]
    [InlineData("a", null)]
    [InlineData(",", null)]
    [InlineData("", null)]
    public void TraceState_ByTheRule_IsTakenWholeOrNotAtAll(string given, string? taken) => Assert.Equal(taken, TraceStateRule.Take(given));

    [Fact]
    public void TraceState_LongerThanTheBound_IsCutBetweenMembers()
    {
        var taken = TraceStateRule.Take(string.Join(',', Enumerable.Range(0, 32).Select(i => $"k{i}={new string('v', 256)}")))!;

        Assert.InRange(taken.Length, TraceStateRule.MaxLength - 300, TraceStateRule.MaxLength);
        Assert.EndsWith("v", taken);
        Assert.Null(TraceStateRule.Take(string.Join(',', Enumerable.Range(0, 33).Select(i => $"k{i}=v"))));
    }

    private static void AssertSound(ProcessTelemetry telemetry, QueueTelemetry queue, TaskMessage message, bool isValid)
    {
        using var started = telemetry.Start(message, "w1", 1, message.EnqueuedAt);
        var span = started.Activity!;
        Assert.NotEqual(default, span.TraceId);
        Assert.Equal(isValid ? message.TraceParent![3..35] : null, span.ParentId is null ? null : span.TraceId.ToHexString());
        Assert.Equal(isValid ? message.TraceParent![36..52] : new string('0', 16), span.ParentSpanId.ToHexString());
        AssertTravels(Propagation.Inject(span, headers: null, queue, out _));
        AssertTravels(Propagation.PassOn(message, headers: null, out _));
        Assert.Equal(isValid, Propagation.PassOn(message, headers: null, out _) is not null);
    }

    private static void AssertTravels(Dictionary<string, string>? headers)
    {
        foreach (var (name, value) in headers ?? [])
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(value), 1, BaggageLimit.MaxLength);
            Assert.DoesNotContain(value, c => char.IsControl(c) && c != '\t');
            switch (name)
            {
                case "traceparent":
                    Assert.Matches(Parent(), value);
                    break;
                case "tracestate":
                    Assert.All(value.Split(',').Select(member => member.Trim()).Where(member => member.Length > 0), member => Assert.Matches(Member(), member));
                    break;
            }
        }
    }

    private static TaskMessage Message(Random random, string traceParent)
    {
        var headers = random.Next(4) == 0 ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["baggage"] = Text(random), ["traceparent"] = Text(random) } : null;
        return new TaskMessage
        {
            Id = "a",
            Name = "a",
            Body = default,
            Priority = "normal",
            EnqueuedAt = 1,
            TraceParent = traceParent,
            Details = new TaskDetails
            {
                TraceState = State(random),
                Baggage = Baggage(random),
                PreviousTraceParent = Text(random),
                Headers = headers,
            },
        };
    }

    private static string ValidParent(Random random) => $"00-{Digits(random, 31)}1-{Digits(random, 15)}1-0{random.Next(2)}";

    /// <summary>An arbitrary text, or one change away from a valid context.</summary>
    private static string InvalidParent(Random random)
    {
        var valid = ValidParent(random);
        return random.Next(9) switch
        {
            0 => Text(random),
            1 => valid[..^1],
            2 => valid + "-00",
            3 => valid.ToUpperInvariant().Replace("00-", "00-A", StringComparison.Ordinal)[..55],
            4 => "ff" + valid[2..],
            5 => $"00-{new string('0', 32)}-{Digits(random, 15)}1-01",
            6 => $"00-{Digits(random, 31)}1-{new string('0', 16)}-01",
            7 => valid.Remove(random.Next(3, 34), 1).Insert(3, "\n"),
            _ => valid + new string('x', random.Next(1, 100_000)),
        };
    }

    private static string? State(Random random) => random.Next(4) switch
    {
        0 => null,
        1 => string.Join(',', Enumerable.Range(0, random.Next(1, 40)).Select(i => $"k{i}={new string('v', random.Next(1, 300))}")),
        2 => $"vendor=1,{Text(random)}",
        _ => Text(random),
    };

    private static string? Baggage(Random random) => random.Next(4) switch
    {
        0 => null,
        1 => string.Join(',', Enumerable.Range(0, random.Next(1, 200)).Select(i => $"k{i}={new string('v', random.Next(1, 300))}")),
        2 => $"tenant=acme,{Text(random)};p=1",
        _ => Text(random),
    };

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(6); i > 0; i--)
        {
            text.Append(random.Next(3) == 0 ? new string((char)random.Next(0x3000), random.Next(1, 30)) : Nasty[random.Next(Nasty.Length)]);
        }

        return text.ToString();
    }

    private static string Digits(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => Hex[random.Next(16)]));

    [GeneratedRegex(@"\A00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\z", RegexOptions.NonBacktracking)]
    private static partial Regex Parent();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_*/@-]{0,255}=[ -+\x2D-<>-~]{1,256}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Member();
}
