using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Layout;

/// <summary>The content of a page.</summary>
/// <param name="Title">The heading, and the first part of the document's title.</param>
/// <param name="Body">The content below the heading.</param>
internal sealed record Page(string Title, Html Body)
{
    /// <summary>The link of the queue's navigation that is current; <see langword="null"/> for none.</summary>
    public string? Place { get; init; }

    /// <summary>The content beside the heading.</summary>
    public Html Aside { get; init; }

    /// <summary>Why parts of the page are stale or missing.</summary>
    public IReadOnlyList<SeenTrouble?> Troubles { get; init; } = [];

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether the script reloads it regularly.</summary>
    public bool IsLive { get; init; } = true;

    public static Page NotFound(string title, Html body) =>
        new(title, body) { Status = StatusCodes.Status404NotFound, IsLive = false };
}
