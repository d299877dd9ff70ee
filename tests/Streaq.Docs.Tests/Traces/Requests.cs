using System.Diagnostics;

namespace Streaq.Docs.Tests.Traces;

/// <summary>Stands for the application: a span around its calls, as ASP.NET Core starts one for each request.</summary>
internal static class Requests
{
    /// <summary>Starts a root and makes it current.</summary>
    public static Activity Start(string name) => new Activity(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
}
