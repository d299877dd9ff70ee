using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Layout;

/// <summary>One request for a page, or for an action.</summary>
/// <param name="Http">The request.</param>
/// <param name="Board">The state that all pages share.</param>
/// <param name="Links">Addresses relative to this page.</param>
internal sealed record Visit(HttpContext Http, Board Board, Links Links)
{
    /// <summary>Whether the user may act.</summary>
    public required bool CanAct { get; init; }

    /// <summary>The queue that the address names; <see langword="null"/> on the page of all queues.</summary>
    public BoardQueue? AnyQueue { get; init; }

    public BoardQueue Queue => AnyQueue!;

    /// <summary>The task, worker, group or schedule that the address names.</summary>
    public string Id => Segment.Decode(Http.Request.RouteValues["id"] as string ?? "");

    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <param name="segments">The segments below the queue.</param>
    public string ToQueue(params ReadOnlySpan<string> segments) => Links.To([Queue.Slug, .. segments]);

    public Task<Seen<T>> AskAsync<T>(string what, Func<IStreaqClient, CancellationToken, Task<T>> ask) =>
        Board.Snapshots.ReadAsync(Queue, what, ask);
}
