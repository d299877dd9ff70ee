using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the schedules: when they fire, and whether workers or a client set them.</summary>
internal static class SchedulesPage
{
    private const int NextShown = 3;
    private const int PerPage = 50;

    /// <summary>The age after which a declaration counts as abandoned. Workers repeat it every five minutes.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(11);

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var trail = Trail.Of(visit);
        try
        {
            var seen = await visit.AskAsync(
                $"schedules {trail.After}",
                (client, cancellation) => client.SchedulePageAsync(PerPage, trail.After, cancellation)).ConfigureAwait(false);
            return new Page("Schedules", seen.Value is { } part ? List(visit, part, trail) : Html.Empty)
            {
                Place = "schedules",
                Troubles = [seen.Shown],
            };
        }
        catch (ArgumentException)
        {
            return MissingPage.OfPart("schedules");
        }
    }

    private static Html List(Visit visit, SchedulePage part, Trail trail) => part.Total == 0
        ? Html.Of($"<p>No schedule. <code>streaq.Cron</code> declares one, <code>ScheduleAsync</code> puts one.</p>")
        : Html.Of($"""
            {(part.Schedules.Count == 0 ? Html.Of($"<p>No schedule beyond those before.</p>") : Table(visit, part))}
            {trail.Links(visit.ToQueue("schedules"), part.Continuation, Html.Of($"{Shown.Count(part.Total)} schedules in all"))}
            """);

    private static Html Table(Visit visit, SchedulePage part) => Html.Of($"""
        <div class="scroll"><table class="list">
        <thead><tr><th scope="col">Schedule</th><th scope="col">Task</th><th scope="col">When</th><th scope="col">Next {NextShown}</th>
        <th scope="col" class="n">Last fired</th><th scope="col">Said by</th>
        {Html.When(visit.CanAct, $"<th scope=\"col\">Action</th>")}</tr></thead>
        <tbody>{Html.Join(part.Schedules.Select(schedule => Row(visit, schedule)))}</tbody></table></div>
        """);

    private static Html Row(Visit visit, ScheduleReport schedule) => Html.Of($"""
        <tr><th scope="row"><bdi>{schedule.Id}</bdi></th><td data-l="Task"><bdi>{schedule.TaskName}</bdi></td><td>{When(schedule)}</td>
        <td data-l="Next">{Html.Join(", ", schedule.NextTimes(NextShown).Select(time => Shown.Time(time)))}</td>
        <td class="n" data-l="Last fired">{Shown.Time(schedule.LastAt)}</td><td data-l="Said by">{Source(visit, schedule)}</td>
        {Html.When(visit.CanAct, $"<td>{Actions(visit, schedule)}</td>")}</tr>
        """);

    private static Html When(ScheduleReport schedule) => Html.Of($"""
        {CronWords.For(schedule.Expression)} <code>{schedule.Expression}</code> {schedule.TimeZone ?? "UTC"}
        """);

    private static Html Source(Visit visit, ScheduleReport schedule) => schedule.DeclaredAt switch
    {
        null => Html.Of($"a client"),
        { } at when visit.Board.Time.GetUtcNow() - at > Forgotten =>
            Html.Of($"{StateTag.For("no worker any more", "warn")} last {Shown.Time(at)}"),
        _ => Html.Of($"workers"),
    };

    private static Html Actions(Visit visit, ScheduleReport schedule) => Html.Of($"""
        {ActionForm.Button(visit, visit.ToQueue("schedules", schedule.Id, "fire"), "Run now")}
        {(schedule.IsDeclared ? Html.Empty : ActionForm.Confirmed(
            visit, visit.ToQueue("schedules", schedule.Id, "remove"), "Remove", "It fires no more. What it has fired goes on."))}
        """);
}
