using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Docs.Tests;

using Workers = global::Docs.Workers;

/// <summary>A host with a worker on the embedded store.</summary>
internal sealed class SnippetQueue(IHost host) : IAsyncDisposable
{
    /// <summary>The longest that a test waits for a task.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IStreaqClient Client => host.Services.GetRequiredService<IStreaqClient>();

    public static async Task<SnippetQueue> StartAsync(Action<StreaqBuilder> set)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
        Workers.Configure(streaq);
        set(streaq);
        var host = builder.Build();
        await host.StartAsync();
        return new SnippetQueue(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
