/// <summary>Stands for a database session: one per attempt, closed at the attempt's end.</summary>
internal sealed class TenantStore : IDisposable
{
    private readonly Dictionary<string, string> _plans = new(StringComparer.Ordinal) { ["north"] = "premium", ["frozen"] = "suspended" };

    public Task<string> PlanAsync(string tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_plans.GetValueOrDefault(tenant, "basic"));
    }

    public void Dispose() => _plans.Clear();
}
