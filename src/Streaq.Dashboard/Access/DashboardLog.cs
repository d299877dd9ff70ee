using Microsoft.Extensions.Logging;

namespace Streaq.Dashboard.Access;

/// <summary>The log messages of the dashboard.</summary>
internal static partial class DashboardLog
{
    public const string Category = "Streaq.Dashboard";

    [LoggerMessage(
        110,
        LogLevel.Information,
        "{User} asked the dashboard for {Action} in queue {Queue}, for {Count} of {Asked}: {Outcome}",
        EventName = "streaq.dashboard.action")]
    public static partial void Acted(this ILogger logger, string user, string action, string queue, int count, int asked, string outcome);

    [LoggerMessage(
        111,
        LogLevel.Warning,
        "The Streaq dashboard at {Path} answers 404, since nothing says who may see it. Add .RequireAuthorization(...) or "
            + ".AllowAnonymousDashboard() to MapStreaqDashboard. In the environment Development it is open from this machine, without a "
            + "proxy",
        EventName = "streaq.dashboard.closed")]
    public static partial void Closed(this ILogger logger, string path);
}
