using Microsoft.Extensions.Configuration;

namespace Streaq.Hosting;

/// <summary>
/// Reads the members of <see cref="StreaqOptions"/> that can be written as text. It reads them one by one: the source generator of .NET,
/// which binds without reflection, can't leave out the members that are for code alone.
/// </summary>
internal static class StreaqSection
{
    /// <summary>Members that the section does not have keep their values.</summary>
    public static void Read(IConfiguration section, StreaqOptions options)
    {
        options.DefaultPriority = section[nameof(options.DefaultPriority)] ?? options.DefaultPriority;
        if (section[nameof(options.Queue)] is { } queue)
        {
            options.Queue = queue;
        }

        if (section[nameof(options.Redis)] is { } redis)
        {
            options.Redis = redis;
        }

        ReadTelemetry(section, options);
        ReadLimits(section, options);
        ReadPayloads(section, options);
    }

    private static void ReadTelemetry(IConfiguration section, StreaqOptions options)
    {
        options.TraceMode = section.GetValue(nameof(options.TraceMode), options.TraceMode);
        options.MaxParentAge = section.GetValue(nameof(options.MaxParentAge), options.MaxParentAge);
        options.MaxCreateSpans = section.GetValue(nameof(options.MaxCreateSpans), options.MaxCreateSpans);
        options.RecordException = section.GetValue(nameof(options.RecordException), options.RecordException);
        options.TraceReceive = section.GetValue(nameof(options.TraceReceive), options.TraceReceive);
        options.TraceAck = section.GetValue(nameof(options.TraceAck), options.TraceAck);
        options.TraceWait = section.GetValue(nameof(options.TraceWait), options.TraceWait);
    }

    private static void ReadLimits(IConfiguration section, StreaqOptions options)
    {
        options.EnqueueOutageWait = section.GetValue(nameof(options.EnqueueOutageWait), options.EnqueueOutageWait);
        options.WaitForReplicas = section.GetValue(nameof(options.WaitForReplicas), options.WaitForReplicas);
        options.WaitForDisk = section.GetValue(nameof(options.WaitForDisk), options.WaitForDisk);
        options.ReplicaTimeout = section.GetValue(nameof(options.ReplicaTimeout), options.ReplicaTimeout);
        options.MaxDeadLetters = section.GetValue(nameof(options.MaxDeadLetters), options.MaxDeadLetters);
        options.DeadLetterAge = section.GetValue(nameof(options.DeadLetterAge), options.DeadLetterAge);
    }

    private static void ReadPayloads(IConfiguration section, StreaqOptions options)
    {
        options.CompressionThreshold = section.GetValue(nameof(options.CompressionThreshold), options.CompressionThreshold);
        options.MaxPayloadBytes = section.GetValue(nameof(options.MaxPayloadBytes), options.MaxPayloadBytes);
        options.AcceptUnsigned = section.GetValue(nameof(options.AcceptUnsigned), options.AcceptUnsigned);
        options.SigningKey = section.GetValue(nameof(options.SigningKey), options.SigningKey);
        foreach (var key in section.GetSection(nameof(options.PreviousSigningKeys)).GetChildren())
        {
            if (key.Value is { } text)
            {
                options.PreviousSigningKeys.Add(Convert.FromBase64String(text));
            }
        }
    }
}
