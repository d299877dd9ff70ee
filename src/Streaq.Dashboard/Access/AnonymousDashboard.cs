namespace Streaq.Dashboard.Access;

/// <summary>Metadata of endpoints: the application says that everyone who reaches the dashboard may see it.</summary>
internal sealed class AnonymousDashboard
{
    public static AnonymousDashboard Instance { get; } = new();
}
