using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Renders a state as a word with a colour.</summary>
internal static class StateTag
{
    public static Html For(TaskState state) => For(state is TaskState.NotFound ? "Not found" : $"{state}", state switch
    {
        TaskState.Succeeded => "good",
        TaskState.Failed => "bad",
        TaskState.Running => "busy",
        TaskState.Aborted or TaskState.Expired => "warn",
        _ => "calm",
    });

    public static Html For(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Success => For("Succeeded", "good"),
        TaskOutcome.Failure => For("Failed", "bad"),
        TaskOutcome.Timeout => For("Timed out", "bad"),
        TaskOutcome.LeaseLost => For("Lease lost", "bad"),
        TaskOutcome.Retry => For("Failed, retried", "warn"),
        _ => For($"{outcome}", "warn"),
    };

    /// <param name="word">The text.</param>
    /// <param name="kind"><c>good</c>, <c>bad</c>, <c>warn</c>, <c>busy</c> or <c>calm</c>.</param>
    public static Html For(string word, string kind) => Html.Of($"""<span class="state {kind}">{word}</span>""");
}
