using System.Diagnostics;
using Streaq.Storage;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>What every span and measurement of one queue needs to know.</summary>
internal sealed class QueueTelemetry
{
    /// <summary>The largest batch whose tasks <see cref="TraceMode.Auto"/> makes children of their enqueue.</summary>
    public const int MaxParentBatch = 32;

    public QueueTelemetry(StreaqOptions options)
    {
        Queue = options.Queue;
        Mode = options.TraceMode;
        MaxParentAge = options.MaxParentAge;
        MaxCreateSpans = options.MaxCreateSpans;
        RecordException = options.RecordException;
    }

    public string Queue { get; }

    public TraceMode Mode { get; }

    public TimeSpan MaxParentAge { get; }

    public int MaxCreateSpans { get; }

    public bool RecordException { get; }

    /// <summary>Known once the store is open.</summary>
    public StoreAddress? Address { get; set; }

    /// <summary>The attributes that every span of the queue has, given at creation so that samplers see them.</summary>
    public ActivityTagsCollection Tags(string operation, string type)
    {
        var tags = new ActivityTagsCollection
        {
            { MessagingSystem, TelemetryAttributes.System },
            { OperationName, operation },
            { OperationType, type },
            { Destination, Queue },
        };
        if (Address is { } address)
        {
            tags.Add(ServerAddress, address.Host);
            tags.Add(ServerPort, address.Port);
        }

        return tags;
    }

    /// <summary>The tags of <c>messaging.client.*</c>: at most 8.</summary>
    public TagList OperationTags(string operation, string type, string? taskName, string? errorType)
    {
        var tags = new TagList
        {
            { MessagingSystem, TelemetryAttributes.System },
            { OperationName, operation },
            { OperationType, type },
            { Destination, Queue },
        };
        if (Address is { } address)
        {
            tags.Add(ServerAddress, address.Host);
        }

        if (taskName is not null)
        {
            tags.Add(TaskName, taskName);
        }

        if (errorType is not null)
        {
            tags.Add(ErrorType, errorType);
        }

        return tags;
    }
}
