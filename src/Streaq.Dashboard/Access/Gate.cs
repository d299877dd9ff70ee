using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaq.Dashboard.Hosting;

namespace Streaq.Dashboard.Access;

/// <summary>Checks every request first.</summary>
internal sealed class Gate(ILogger logger, IHostEnvironment? environment)
{
    private int _told;

    /// <returns>Whether to continue. Else the response is 404, as if there were no dashboard.</returns>
    public bool Opens(HttpContext http)
    {
        if (AccessRule.Allows(http, environment))
        {
            SafeHeaders.Add(http.Response);
            return true;
        }

        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            logger.Closed((http.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "");
        }

        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return false;
    }
}
