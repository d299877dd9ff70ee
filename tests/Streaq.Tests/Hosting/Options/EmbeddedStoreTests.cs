using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Streaq.Tests.Hosting.Options;

/// <summary>The embedded store loses tasks when the process ends. A missing setting never selects it silently.</summary>
public sealed class EmbeddedStoreTests
{
    [Theory]
    [InlineData("Development", true, false, null)]
    [InlineData("Development", true, true, null)]
    [InlineData("Development", false, true, null)]
    [InlineData("Production", true, true, null)]
    [InlineData("Production", false, true, null)]
    [InlineData("Development", false, false, "this process has no worker")]
    [InlineData("Production", false, false, "this process has no worker")]
    [InlineData("Production", true, false, "the environment is Production")]
    public async Task Host_WithoutRedis_StartsWhenNothingIsLostBySurprise(string environment, bool hasWorker, bool isAskedFor, string? refusal)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, DisableDefaults = true });
        var streaq = builder.Services.AddStreaq(options =>
        {
            if (isAskedFor)
            {
                options.UseEmbeddedStore();
            }
        });
        if (hasWorker)
        {
            streaq.AddWorker();
        }

        using var host = builder.Build();
        if (refusal is null)
        {
            await host.StartAsync();
            await host.StopAsync();
            return;
        }

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.StartsWith($"StreaqOptions.Redis is not set, and {refusal}", e.Message);
        Assert.Contains("options.UseEmbeddedStore()", e.Message);
    }

    [Fact]
    public async Task Host_WithoutRedisWhoseWorkerIsSwitchedOff_IsRefused()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development", DisableDefaults = true });
        builder.Services.AddStreaq().AddWorker(worker => worker.Enabled = false);
        using var host = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains("this process has no worker", e.Message);
    }

    [Fact]
    public async Task Client_WithoutAHostAndRedis_IsRefused()
    {
        var services = new ServiceCollection();
        services.AddStreaq();
        await using var provider = services.BuildServiceProvider();

        var e = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStreaqClient>());

        Assert.Contains("this process has no worker", e.Message);
    }

    [Fact]
    public void Options_SetToSeveralStores_UseTheLast()
    {
        var options = new StreaqOptions();
        options.UseEmbeddedStore();
        options.Redis = null;
        Assert.Equal((true, null), (options.IsEmbedded, options.Source));

        options.Redis = "localhost:6379";
        Assert.Equal((false, "localhost:6379"), (options.IsEmbedded, options.Source?.Text));

        options.UseRedis(_ => new StackExchange.Redis.ConfigurationOptions());
        options.Redis = null;
        Assert.Null(options.Redis);
        Assert.NotNull(options.Source);

        options.Redis = "localhost:6379";
        options.Redis = null;
        Assert.Equal((false, null), (options.IsEmbedded, options.Source));

        options.UseEmbeddedStore();
        Assert.Equal((true, null), (options.IsEmbedded, options.Source));
    }
}
