using System.Text;

namespace Streaq.Tests.Hostile;

/// <summary>Names and values that no accidental mistake would write, made from a seed.</summary>
internal sealed class HostileValues(int seed)
{
    private static readonly string[] Words =
    [
        "", " ", "\0", "\n", "\r\n", "a b", "a\nb=c", "{", "}", "{}", "[]", "null", "true", "\"", "%", "%s%d%n", "(", "[%", "*", "-", "-1", "0", "1", "01", "1e3", "1e309",
        "nan", "inf", "-inf", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999", "18446744073709551615", "253402300800000", "1.5",
        "ready:normal 1-1", "ready:normal 1-1 5", "ready:normal 99999999999999999999-0", "ready:normal ---", "ready: 1-1", "ready:nowhere 1-1", "+", "+ready:normal 1-1",
        "+ready:normal 1-1\nd=x\nw=y\nn=1\na=1\ng=innocent\nx=1\np=1\nc=1 0 c:x\nu=q", "+ready:normal 1-1\nc=0 0 \nc=99999999999999999999 1 r:x\nc=1 99999999999999 r:y",
        "{\"task\":1}", "{\"task\":null,\"outcome\":{}}", "{\"outcome\":\"success\",\"attempts\":1e99}", "{\"outcome\":\"failure\",\"attempts\":99999999999999}",
        "{\"task\":\"group\",\"outcome\":\"success\"}\n{\"total\":\"x\"}", "{\"task\":\"group\",\"outcome\":\"success\"}\n{broken",
        "{\"task\":\"x\",\"outcome\":\"success\",\"enqueued\":9223372036854775807,\"started\":-1,\"finished\":253402300800000}\n21", "{\"task\":\"\\u001b[2J\",\"outcome\":\"aborted\"}\n",
        "{\"task\":\"x\",\"outcome\":\"success\"}", "{\"outcome\":\"success\",\"trace\":\"zz\",\"span\":1}\n",
        "[1,2", "{\"$type\":\"Streaq.Tests.Hostile.Planted, Streaq.Tests\",\"Name\":\"x\"}", "{\"$type\":\"System.IO.FileInfo\",\"$id\":\"1\",\"$ref\":\"1\"}",
        "00-zz", "00-00000000000000000000000000000000-0000000000000000-00", "00-d9c7bcc7c83a12ebabf1e2ba2fa273c6-359659f6fcaffe6a-01", "=,=", "%%%=;;,",
        "\u001b[2J\u001b]0;owned\u0007", "\u202Egnp.exe", "\u2066x\u2069", "\uFEFF", "caf\u00e9", "\U0001F600", "../../etc", "streaq:{x}:", "malformed-1-1", "waiting", "scheduled", "success",
        "w1 1-1 ", "w1", "group", "text worker 1", "* * * * *", "every 1s", "@daily", "Europe/Berlin", "Nowhere/Land", "fuzz.double", "fuzz.order", "fuzz.limited", "fuzz.innocent",
        "c:fuzz.limited", "fuzz.limited", "r:fuzz.limited",
    ];

    private static readonly string[] Names =
    [
        "id", "task", "body", "traceparent", "tracestate", "baggage", "root", "parent", "trigger", "trace", "prev", "prev_worker", "after", "after_spans", "after_failed", "abort", "priority",
        "state", "flags", "attempt", "enqueued", "due", "expires", "ready", "limited", "v", "h:x", "h:", "h:X", "cron", "argument_of", "takes", "any", "total", "succeeded", "failed", "ttl", "holders",
        "name", "host", "process", "concurrency", "priorities", "started", "version", "expression", "zone", "drift", "last", "error", "error_message", "error_stack", "failed_at", "failed_on",
        "failed_trace",
    ];

    private static readonly string[] Tasks = ["fuzz.double", "fuzz.order", "fuzz.limited", "no.such.task", "", "\u001b[31mred", "fuzz.double\n", new('x', 201)];

    public Random Random { get; } = new(seed);

    public bool Chance(double chance) => Random.NextDouble() < chance;

    public T Of<T>(params T[] all) => all[Random.Next(all.Length)];

    /// <summary>Usually one of the ids that the test reads afterwards.</summary>
    public string Id() => Chance(0.9) ? $"hostile-{Random.Next(4)}" : Of("0123456789abcdef0123456789abcdef-1", "innocent", "{a}", "a\nb", "\u202Ea", "");

    public byte[] Value()
    {
        switch (Random.Next(10))
        {
            case 0:
                var bytes = new byte[Random.Next(64)];
                Random.NextBytes(bytes);
                return bytes;
            case 1:
                return Encoding.UTF8.GetBytes(new string(Of('x', '[', '{', '"', ' ', '9'), Random.Next(20_000)));
            case 2:
                return Encoding.UTF8.GetBytes(Of(Words) + Of(Words));
            case 3:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500));
            default:
                return Encoding.UTF8.GetBytes(Of(Words));
        }
    }

    public object Name() => Chance(0.8) ? Of(Names) : Value();

    /// <summary>Fields of an entry or a hash, sometimes similar to those of a task.</summary>
    public List<object> Fields(bool entry)
    {
        var fields = new List<object>();
        if (Chance(0.7))
        {
            object[] head = entry && Chance(0.7)
                ? [$"{Of(Tasks)} {Id()}", Value()]
                : ["id", Id(), "task", Of(Tasks), "body", Value(), "priority", Of("normal", "normal", "nowhere", "", "{x}\n")];
            fields.AddRange(head);
        }

        for (var more = Random.Next(1, 8); more > 0; more--)
        {
            fields.Add(Name());
            fields.Add(Value());
        }

        return fields;
    }

    public object Score(long now) => Of<object>("0", "-inf", "+inf", "1e300", "-5", now - 60_000, now + 3_600_000, now, "253402300800000", "0.5");
}
