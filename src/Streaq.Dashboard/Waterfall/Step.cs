using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Waterfall;

/// <summary>One line of a waterfall.</summary>
/// <param name="Kind"><c>point</c>, <c>wait</c>, or how an attempt stands: <c>good</c>, <c>bad</c>, <c>warn</c>, <c>busy</c>;
/// <c>span</c>, or <c>missing</c> for one that is not kept.</param>
/// <param name="What">What it is.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended; of what goes on, the present.</param>
internal sealed record Step(string Kind, string What, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Of the span that it is as well; <see langword="null"/> without one.</summary>
    public string? SpanId { get; init; }

    /// <summary>How many lines it is within.</summary>
    public int Depth { get; init; }

    /// <summary>How it ended, where, why.</summary>
    public Html Detail { get; init; }

    public TimeSpan Length => End > Start ? End - Start : TimeSpan.Zero;

    /// <summary>Whether nothing ran meanwhile.</summary>
    public bool IsIdle => Kind is "wait" or "point" or "missing";
}
