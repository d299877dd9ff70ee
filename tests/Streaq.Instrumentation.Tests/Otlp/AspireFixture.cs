namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>One dashboard for all tests of a class.</summary>
public sealed class AspireFixture : IAsyncLifetime
{
    public AspireDashboard Dashboard { get; private set; } = null!;

    public async Task InitializeAsync() => Dashboard = await AspireDashboard.StartAsync();

    public async Task DisposeAsync() => await Dashboard.DisposeAsync();
}
