using System.Collections.ObjectModel;
using System.Diagnostics;

namespace Streaq;

/// <summary>A span that has ended, as far as it is kept: without events, links and the description of its status.</summary>
public sealed record TraceSpan
{
    /// <summary>Its id: 16 lower-case hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>The id of its parent; <see langword="null"/> for the first span of a trace.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the <see cref="ActivitySource"/> that it is of.</summary>
    public string Source { get; init; } = "";

    /// <summary>The service whose span it is; empty when that is not known.</summary>
    public string Service { get; init; } = "";

    /// <summary>What it stands for: a call, its handling, a message, or work inside of the process.</summary>
    public ActivityKind Kind { get; init; }

    /// <summary>When it began, by the clock of its process.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, to the microsecond.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether its status is an error.</summary>
    public bool IsError { get; init; }

    /// <summary>Those of its attributes that are kept, as texts.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
