using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Renders buttons of actions. A user who may not act does not see them, and the server checks as well.</summary>
internal static class ActionForm
{
    /// <param name="visit">The request.</param>
    /// <param name="address">The address to post to.</param>
    /// <param name="word">The text of the button.</param>
    /// <param name="fields">Hidden fields to post.</param>
    /// <param name="of">What the button acts on, for screen readers. The row shows it to others.</param>
    public static Html Button(Visit visit, string address, string word, Html fields = default, string? of = null) =>
        Html.When(visit.CanAct, $"""
        <form class="act" method="post" action="{address}">{fields}<button{Html.When(
            of is not null, $" aria-label=\"{word} {of}\"")}>{word}</button></form>
        """);

    /// <summary>Renders a button that appears after a first click. It needs no script.</summary>
    public static Html Confirmed(Visit visit, string address, string word, string sure, Html fields = default) =>
        Html.When(visit.CanAct, $"""
        <details class="act"><summary>{word}…</summary>
        <form method="post" action="{address}">{fields}<p>{sure}</p><button class="danger">{word}</button></form></details>
        """);

    public static Html Hidden(string name, string value) => Html.Of($"""<input type="hidden" name="{name}" value="{value}">""");

    /// <summary>Renders the box of one row. With script, <see cref="BoxOfAll"/> marks all of them.</summary>
    public static Html Box(Visit visit, string id) => Html.When(
        visit.CanAct, $"""<td class="box"><input type="checkbox" name="id" value="{id}" aria-label="Select {id}"></td>""");

    public static Html BoxOfAll(Visit visit) => Html.When(
        visit.CanAct, $"""<th scope="col" class="box"><input type="checkbox" name="all" aria-label="Select all"></th>""");
}
