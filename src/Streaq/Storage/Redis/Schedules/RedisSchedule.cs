using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Writes and reads a schedule as names and values: the fields of its hash.</summary>
internal static class RedisSchedule
{
    /// <summary>The prefix of headers, as in a message.</summary>
    private const string HeaderPrefix = "h:";

    /// <summary>Adds all names and values except version, expression and time zone, which the script writes.</summary>
    public static void Write(ScheduleDefinition schedule, List<RedisValue> into)
    {
        Add("task", schedule.TaskName);
        Add("body", RedisMessage.Bytes(schedule.Body));
        Add("priority", schedule.Priority);
        if (schedule.MaxDrift is { } drift)
        {
            Add("drift", (long)drift.TotalMilliseconds);
        }

        if (schedule.ExpiresIn is { } expiry)
        {
            Add("expires", (long)expiry.TotalMilliseconds);
        }

        if (schedule.IsSealed)
        {
            Add("sealed", 1);
        }

        if (schedule.TraceMode is { } trace)
        {
            Add("trace", trace);
        }

        if (schedule.PutBy is { } by)
        {
            Add("by", by);
        }

        foreach (var (name, value) in schedule.Headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            Add(HeaderPrefix + name, value);
        }

        void Add(RedisValue name, RedisValue value)
        {
            into.Add(name);
            into.Add(value);
        }
    }

    /// <summary>Reads a schedule from the answer of a script. A missing field stays empty, and no timetable accepts that.</summary>
    /// <param name="answer">Id, next slot, last declaration or nothing, names and values in turn.</param>
    public static ScheduleEntry Read(RedisResult answer)
    {
        var parts = (RedisResult[])answer!;
        var fields = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var all = (RedisResult[])parts[3]!;
        for (var i = 0; i + 1 < all.Length; i += 2)
        {
            fields[(string)all[i]!] = (byte[])all[i + 1]!;
        }

        var headers = fields.Where(field => field.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal))
            .DistinctBy(field => field.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(field => field.Key[HeaderPrefix.Length..], field => Text(field.Value)!, StringComparer.OrdinalIgnoreCase);
        var definition = new ScheduleDefinition
        {
            Id = (string)parts[0]!,
            Expression = Text(fields.GetValueOrDefault("expression")) ?? "",
            TimeZone = Text(fields.GetValueOrDefault("zone")),
            MaxDrift = Span("drift"),
            ExpiresIn = Span("expires"),
            TaskName = Text(fields.GetValueOrDefault("task")) ?? "",
            Body = fields.GetValueOrDefault("body"),
            Priority = Text(fields.GetValueOrDefault("priority")) ?? "",
            IsSealed = fields.ContainsKey("sealed"),
            TraceMode = Text(fields.GetValueOrDefault("trace")),
            PutBy = Text(fields.GetValueOrDefault("by")),
            Headers = headers.Count > 0 ? headers : null,
        };
        return new ScheduleEntry(definition, Text(fields.GetValueOrDefault("version")) ?? "", Score.Read(Text((byte[])parts[1]!)))
        {
            LastAt = Number(fields.GetValueOrDefault("last")),
            DeclaredAt = Number((byte[])parts[2]!),
        };

        TimeSpan? Span(string name) =>
            fields.TryGetValue(name, out var span) ? TimeSpan.FromMilliseconds(UnixTime.Clamp(Number(span))) : null;
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes);

    private static long Number(byte[]? bytes) =>
        long.TryParse(Text(bytes), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
