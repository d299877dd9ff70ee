using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Streaq;

namespace Docs;

internal static class Dashboard
{
    public static void Add(WebApplicationBuilder builder)
    {
        #region dashboard
        builder.Services.AddStreaqDashboard(dashboard =>
        {
            dashboard.ActionPolicy = "operators";                               // who may abort, replay, pause …
            dashboard.TraceUrl = "https://jaeger.example.org/trace/{traceId}";  // the link of each trace id
            dashboard.ShowPayloads = true;                                      // hidden by default
            dashboard.FormatPayload = (task, json) => Redact(json);             // the text for an argument or a result
        });
        #endregion
    }

    public static void Read(WebApplicationBuilder builder, string token)
    {
        #region backends
        builder.Services.AddStreaqDashboard(dashboard =>
        {
            dashboard.ReadTracesFromJaeger(new Uri("http://jaeger:16686"));
            dashboard.ReadTracesFromTempo(
                new Uri("https://tempo.example.org"),
                request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));
        });
        #endregion
    }

    public static void Map(WebApplication app)
    {
        #region map
        app.MapStreaqDashboard("/streaq").RequireAuthorization("staff");
        #endregion
    }

    public static void Trace(WebApplicationBuilder builder)
    {
        #region traces
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
            .AddStreaqInstrumentation()
            .AddSource("Shop.Orders")
            .AddStreaqTraceStore(store =>
            {
                store.Share = 0.05;                      // of all traces, chosen by their id
                store.Attributes.Add("order.kind");      // in addition to the default ones
                store.Budget = new TraceBudget { MaxTraces = 2_000, MaxBytes = 32 * 1024 * 1024, TimeToLive = TimeSpan.FromHours(1) };
            }));
        #endregion
    }

    private static string Redact(string json) => json.Length > 100 ? json[..100] : json;
}
