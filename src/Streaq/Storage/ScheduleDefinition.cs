using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Streaq.Storage;

/// <summary>The task that a schedule fires, and when. The store keeps it unchanged and does not parse its expression.</summary>
internal sealed record ScheduleDefinition
{
    public required string Id { get; init; }

    public required string Expression { get; init; }

    /// <summary>An IANA id; <see langword="null"/> for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How late a firing may be; <see langword="null"/>: no limit.</summary>
    public TimeSpan? MaxDrift { get; init; }

    /// <summary>How long after the firing the task may start; <see langword="null"/>: no limit.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    public required string TaskName { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Priority { get; init; }

    /// <summary>
    /// For a declared schedule: whether only a process with the queue's keys or transforms can make a task of it that workers accept.
    /// </summary>
    public bool IsSealed { get; init; }

    /// <summary>See <see cref="Tasks.TaskDetails.TraceMode"/>.</summary>
    public string? TraceMode { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// The <c>traceparent</c> of the call that put the schedule; <see langword="null"/> when a worker declares it or nothing is traced.
    /// </summary>
    public string? PutBy { get; init; }

    /// <summary>The text that a signed body is bound to, so that it fires only at the times that its author set.</summary>
    public string Identity => string.Join('\n', Id, Expression, TimeZone, Whole(MaxDrift), Priority, TraceMode) + Expiry;

    /// <summary>Empty without an expiry, so that older schedules, which had none, keep their identity.</summary>
    private string Expiry => ExpiresIn is null ? "" : $"\nexpires {Whole(ExpiresIn)}";

    /// <summary>Returns a hash that is the same for equal definitions.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(Encoding.UTF8.GetBytes(Expression));
        Add(Encoding.UTF8.GetBytes(TimeZone ?? ""));
        Add(BitConverter.GetBytes(MaxDrift?.Ticks ?? -1));
        Add(Encoding.UTF8.GetBytes(TaskName));
        Add(Body.Span);
        Add(Encoding.UTF8.GetBytes(Priority));
        Add(Encoding.UTF8.GetBytes(TraceMode ?? ""));
        if (ExpiresIn is not null)
        {
            Add(Encoding.UTF8.GetBytes(Expiry));
        }

        if (IsSealed)
        {
            Add("sealed"u8);
        }

        var headers = Headers ?? new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            Add(Encoding.UTF8.GetBytes(name));
            Add(Encoding.UTF8.GetBytes(value));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));

        void Add(ReadOnlySpan<byte> part)
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }
    }

    /// <summary>Formats a time in milliseconds, as the store keeps it.</summary>
    private static string? Whole(TimeSpan? time) =>
        time is { } some ? ((long)some.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null;
}
