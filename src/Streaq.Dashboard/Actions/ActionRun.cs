using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Streaq.Dashboard.Access;
using Streaq.Dashboard.Hosting;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Actions;

/// <summary>
/// Runs an action: checks the origin and the right to act, calls the store, logs it, and redirects to the page that shows it.
/// </summary>
internal sealed class ActionRun(ILogger logger)
{
    /// <summary>An action on many tasks takes several round trips. A longer one goes on, and the page says that it may be done.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task RunAsync(Visit visit, QueueAction action)
    {
        if (!SameOrigin.Sent(visit.Http.Request))
        {
            await RefuseAsync(visit, action, "cross-site", "This was sent by a page of another site, or by no browser.")
                .ConfigureAwait(false);
            return;
        }

        if (!visit.CanAct)
        {
            await RefuseAsync(visit, action, "forbidden", "You may look at this dashboard, but not act on it.").ConfigureAwait(false);
            return;
        }

        if (visit.AnyQueue is null)
        {
            await PageEndpoint.SendAsync(visit, MissingPage.OfQueue(visit)).ConfigureAwait(false);
            return;
        }

        await DoAsync(visit, action).ConfigureAwait(false);
    }

    private async Task DoAsync(Visit visit, QueueAction action)
    {
        var (request, response) = (visit.Http.Request, visit.Http.Response);
        if (!request.HasFormContentType && request.ContentLength is > 0)
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var form = request.HasFormContentType
            ? await request.ReadFormAsync(visit.Http.RequestAborted).ConfigureAwait(false)
            : FormCollection.Empty;
        try
        {
            using var limit = new CancellationTokenSource(Limit, visit.Board.Time);
            // Not cancelled when the user leaves: half of the action would be done and not logged.
            var done = await action.Run(visit, form, limit.Token).WaitAsync(Limit, visit.Board.Time, CancellationToken.None)
                .ConfigureAwait(false);
            Log(visit, action, done, "done");
            visit.Board.Snapshots.Forget(visit.Queue);
            response.Headers.Location = Notice.Address(action.Back(visit, form), action.Word, done.Count, done.Asked);
            response.StatusCode = StatusCodes.Status303SeeOther;
        }
        catch (Exception e) when (e is StreaqStoreException or TimeoutException or OperationCanceledException)
        {
            Log(visit, action, default, "failed");
            var why = e is StreaqStoreException ? e.Message : $"Redis has not answered within {Limit.TotalSeconds:0} seconds.";
            await SendAsync(visit, StatusCodes.Status503ServiceUnavailable, "Not done", $"{why} It may be done nevertheless.")
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is ArgumentException or PayloadRefusedException)
        {
            Log(visit, action, default, "failed");
            await SendAsync(visit, StatusCodes.Status400BadRequest, "Not done", e.Message).ConfigureAwait(false);
        }
    }

    private async Task RefuseAsync(Visit visit, QueueAction action, string outcome, string text)
    {
        Log(visit, action, default, outcome);
        await SendAsync(visit, StatusCodes.Status403Forbidden, "Not allowed", text).ConfigureAwait(false);
    }

    private static Task SendAsync(Visit visit, int status, string title, string text) =>
        PageEndpoint.SendAsync(visit, new Page(title, Html.Of($"<p>{text}</p>")) { Status = status, IsLive = false });

    private void Log(Visit visit, QueueAction action, Done done, string outcome) => logger.Acted(
        visit.Http.User.Identity?.Name ?? "anonymous", action.Word.Name, visit.AnyQueue?.Slug ?? "", done.Count, done.Asked, outcome);
}
