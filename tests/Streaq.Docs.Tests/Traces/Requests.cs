using System.Diagnostics;

namespace Streaq.Docs.Tests.Traces;

/// <summary>Starts spans of the application, as ASP.NET Core starts one for each request.</summary>
internal static class Requests
{
    /// <summary>Starts a root span and makes it current.</summary>
    public static Activity Start(string name) => new Activity(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
}
