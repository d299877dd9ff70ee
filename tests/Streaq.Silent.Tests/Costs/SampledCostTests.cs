using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Streaq.Silent.Tests.Costs;

/// <summary>
/// The bytes that the span of a sampled task adds to its enqueue and to its drain, on both stores, with and without Streaq's package. A
/// broken bound means a change that every sampled task pays for: raise it only with a reason in <c>docs/performance.md</c>.
/// </summary>
public sealed class SampledCostTests
{
    [Fact]
    public async Task Sampled_OnRedis_CostsItsSpansAlone()
    {
        await using var redis = await RedisServer.StartOwnAsync();
        var (enqueue, drain) = await AddedAsync(Sdk, options => options.Redis = redis.ConnectionString);

        Assert.InRange(enqueue, 500, 1_120);
        Assert.InRange(drain, 500, 1_530);
    }

    [Fact]
    public async Task Sampled_OnTheEmbeddedStore_CostsItsSpansAlone()
    {
        var (enqueue, drain) = await AddedAsync(Sdk, options => options.UseEmbeddedStore());

        Assert.InRange(enqueue, 500, 920);
        Assert.InRange(drain, 500, 1_250);
    }

    [Fact]
    public async Task Sampled_ByThePackage_CostsNoMore()
    {
        var (enqueue, drain) = await AddedAsync(Package, options => options.UseEmbeddedStore());

        Assert.InRange(enqueue, 500, 920);
        Assert.InRange(drain, 500, 1_250);
    }

    private static TracerProviderBuilder Sdk(TracerProviderBuilder tracing) => tracing.AddSource(StreaqTelemetry.SourceName);

    private static TracerProviderBuilder Package(TracerProviderBuilder tracing) => tracing.AddStreaqInstrumentation();

    private static async Task<(double Enqueue, double Drain)> AddedAsync(
        Func<TracerProviderBuilder, TracerProviderBuilder> listen, Action<StreaqOptions> store)
    {
        var silent = await Bytes.OfAsync(store);
        using var provider = listen(OpenTelemetry.Sdk.CreateTracerProviderBuilder()).AddProcessor(new DroppingProcessor()).Build();
        var sampled = await Bytes.OfAsync(store);
        return (sampled.Enqueue - silent.Enqueue, sampled.Drain - silent.Drain);
    }

    /// <summary>Lets the provider sample: without a processor it samples no spans.</summary>
    private sealed class DroppingProcessor : BaseProcessor<Activity>;
}
