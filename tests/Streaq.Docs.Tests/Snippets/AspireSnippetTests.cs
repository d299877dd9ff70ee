using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Streaq.Docs.Tests;

using global::Docs;
using Tasks = global::Docs.Tasks;

/// <summary>The snippets of the page on Aspire, on the embedded store.</summary>
public sealed class AspireSnippetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task KeyedQueue_OfTheSameConnection_RunsItsTask()
    {
        using var host = Build(AspireQueues.AddTwo);
        await host.StartAsync();

        var handle = await host.Services.GetRequiredKeyedService<IStreaqClient>("emails").EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m));

        await handle.WaitAsync(Patience);
        await host.StopAsync();
    }

    [Fact]
    public void Code_SwitchesTracingOffAndNamesTheQueue()
    {
        using var host = Build(AspireQueues.AddWithout);

        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.NotNull(host.Services.GetService<MeterProvider>());
        Assert.Equal("orders", host.Services.GetRequiredService<IOptions<StreaqOptions>>().Value.Queue);
    }

    private static IHost Build(Action<IHostApplicationBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        add(builder);
        builder.Services.PostConfigureAll<StreaqOptions>(options => options.UseEmbeddedStore());
        return builder.Build();
    }
}
