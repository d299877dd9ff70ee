namespace Streaq.Dashboard.Access;

/// <summary>Endpoint metadata that opens the dashboard to everyone who reaches it.</summary>
internal sealed class AnonymousDashboard
{
    public static AnonymousDashboard Instance { get; } = new();
}
