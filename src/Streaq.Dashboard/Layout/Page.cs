using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Layout;

/// <summary>What stands between head and foot.</summary>
/// <param name="Title">The heading, and the first part of the document's title.</param>
/// <param name="Body">Below the heading.</param>
internal sealed record Page(string Title, Html Body)
{
    /// <summary>Which link of the queue's navigation it is; <see langword="null"/> for none.</summary>
    public string? Place { get; init; }

    /// <summary>What stands beside the heading.</summary>
    public Html Aside { get; init; }

    /// <summary>What is wrong with what it shows.</summary>
    public IReadOnlyList<SeenTrouble?> Troubles { get; init; } = [];

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether the script asks for it again.</summary>
    public bool IsLive { get; init; } = true;

    public static Page NotFound(string title, Html body) =>
        new(title, body) { Status = StatusCodes.Status404NotFound, IsLive = false };
}
