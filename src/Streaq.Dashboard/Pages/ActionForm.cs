using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Buttons that act. They are left out for those who may not; the server checks all the same.</summary>
internal static class ActionForm
{
    /// <param name="visit">The request.</param>
    /// <param name="address">Where it posts to.</param>
    /// <param name="word">What it says.</param>
    /// <param name="fields">What it posts besides.</param>
    /// <param name="of">What the row tells the eye, and others have to be told.</param>
    public static Html Button(Visit visit, string address, string word, Html fields = default, string? of = null) =>
        Html.When(visit.CanAct, $"""
        <form class="act" method="post" action="{address}">{fields}<button{Html.When(
            of is not null, $" aria-label=\"{word} {of}\"")}>{word}</button></form>
        """);

    /// <summary>The button shows after a second step, which needs no script.</summary>
    public static Html Confirmed(Visit visit, string address, string word, string sure, Html fields = default) =>
        Html.When(visit.CanAct, $"""
        <details class="act"><summary>{word}…</summary>
        <form method="post" action="{address}">{fields}<p>{sure}</p><button class="danger">{word}</button></form></details>
        """);

    public static Html Hidden(string name, string value) => Html.Of($"""<input type="hidden" name="{name}" value="{value}">""");

    /// <summary>The box of one row; <see cref="BoxOfAll"/> marks all of them, where there is script.</summary>
    public static Html Box(Visit visit, string id) => Html.When(
        visit.CanAct, $"""<td class="box"><input type="checkbox" name="id" value="{id}" aria-label="Select {id}"></td>""");

    public static Html BoxOfAll(Visit visit) => Html.When(
        visit.CanAct, $"""<th scope="col" class="box"><input type="checkbox" name="all" aria-label="Select all"></th>""");
}
