using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Docs;

internal static class Dashboard
{
    public static void Add(WebApplicationBuilder builder)
    {
        #region dashboard
        builder.Services.AddStreaqDashboard(dashboard =>
        {
            dashboard.ActionPolicy = "operators";                               // who may abort, replay, pause …
            dashboard.TraceUrl = "https://jaeger.example.org/trace/{traceId}";  // where trace ids lead to
            dashboard.ShowPayloads = true;                                      // hidden by default
            dashboard.FormatPayload = (task, json) => Redact(json);             // what a person sees of an argument or a result
        });
        #endregion
    }

    public static void Map(WebApplication app)
    {
        #region map
        app.MapStreaqDashboard("/streaq").RequireAuthorization("staff");
        #endregion
    }

    private static string Redact(string json) => json.Length > 100 ? json[..100] : json;
}
