using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the progress of a running task, as a percentage, as a bar and with its handler's note.</summary>
internal static class ProgressBar
{
    public static Html For(TaskProgress? progress) => progress is null ? Shown.None : Html.Of($"""
        <span class="far">{Math.Floor(progress.Fraction * 100):0} %
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" width="80" height="8" aria-hidden="true"><rect class="wait" x="0" y="0"
        width="100" height="10"/><rect class="busy" x="0" y="0" width="{progress.Fraction * 100:0.#}" height="10"/></svg>
        {Html.When(progress.Note is not null, $"<bdi>{progress.Note}</bdi>")}</span>
        """);
}
