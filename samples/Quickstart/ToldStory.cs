using System.Diagnostics;

namespace Quickstart;

/// <summary>How a story ended, and the spans of its trace.</summary>
internal sealed record ToldStory(string Title, string Expected, string End, string TraceId)
{
    public IReadOnlyCollection<Activity> Spans { get; init; } = [];

    public bool IsAsExpected => string.Equals(Expected, End, StringComparison.Ordinal);
}
