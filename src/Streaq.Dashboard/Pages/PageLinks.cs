using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Renders the links below a list of several pages: the current part, the previous and the next page.</summary>
internal static class PageLinks
{
    /// <param name="part">The text for the shown part.</param>
    /// <param name="previous">The address of the previous page; <see langword="null"/> on the first.</param>
    /// <param name="next">The address of the next page; <see langword="null"/> on the last.</param>
    /// <param name="first">The address of the first page, if it is not the previous one.</param>
    public static Html For(Html part, string? previous, string? next, string? first = null) => Html.When(
        previous is not null || next is not null || first is not null, $"""
        <nav class="pages" aria-label="Pages of the list"><p>{part}</p><ul>{Link(first, "First page", "first")}
        {Link(previous, "Previous page", "prev")}{Link(next, "Next page", "next")}</ul></nav>
        """);

    private static Html Link(string? address, string word, string relation) =>
        Html.When(address is not null, $"<li><a rel=\"{relation}\" href=\"{address}\">{word}</a></li>");
}
