using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests;

public sealed class OptionsTests
{
    private static readonly TaskDefinition<int> Work = new("options.work");

    [Fact]
    public async Task NamedOptions_OfTwoProviders_AreEachProvidersOwn()
    {
        using var first = Build("first", options => options.EnrichWithTaskContext = (activity, _) => activity.SetTag("by", activity.GetTagItem("by") + "first "));
        using var second = Build("second", options => options.EnrichWithTaskContext = (activity, _) => activity.SetTag("by", activity.GetTagItem("by") + "second "));
        var last = new SpanRecorder();
        using var third = Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation().AddProcessor(last).Build();

        await RunAsync();

        // There is one span for all providers. Each adds what its own options say, in the order of their creation.
        Assert.Equal("first second ", (await last.WaitForAsync("process options.work")).Tags["by"]);
    }

    [Fact]
    public async Task NamedOptions_ConfiguredElsewhere_AreFoundByName()
    {
        var spans = new SpanRecorder();
        using var provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.Configure<StreaqInstrumentationOptions>("mine", options => options.Filter = span => span.Operation == "process"))
            .ConfigureServices(services => services.Configure<StreaqInstrumentationOptions>(options => options.Filter = _ => false))
            .AddStreaqInstrumentation("mine", configure: null)
            .SetSampler(new AlwaysOnSampler())
            .AddProcessor(spans)
            .Build();

        await RunAsync();

        Assert.Equal("process options.work", Assert.Single(spans.Ended).Name);
    }

    [Fact]
    public async Task Overloads_WithoutName_UseTheDefaultOptions()
    {
        var plain = new SpanRecorder();
        var configured = new SpanRecorder();
        using var first = Sdk.CreateTracerProviderBuilder()
            .AddStreaqInstrumentation()
            .ConfigureServices(services => services.Configure<StreaqInstrumentationOptions>(
                options => options.EnrichWithTaskContext = (activity, _) => activity.SetTag("plain", true)))
            .AddProcessor(plain).Build();
        using var second = Sdk.CreateTracerProviderBuilder()
            .AddStreaqInstrumentation(options => options.EnrichWithTaskContext = (activity, _) => activity.SetTag("configured", true))
            .AddProcessor(configured).Build();

        await RunAsync();

        Assert.True((await plain.WaitForAsync("process options.work")).Tags.ContainsKey("plain"));
        Assert.True((await configured.WaitForAsync("process options.work")).Tags.ContainsKey("configured"));
    }

    [Fact]
    public void Overloads_WithoutBuilderOrDelegate_Throw()
    {
        Assert.Throws<ArgumentNullException>("builder", () => ((TracerProviderBuilder)null!).AddStreaqInstrumentation());
        Assert.Throws<ArgumentNullException>("configure", () => Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation(null!));
    }

    private static TracerProvider Build(string name, Action<StreaqInstrumentationOptions> configure) =>
        Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation(name, configure).Build();

    private static async Task RunAsync()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }));
        await (await host.Client.EnqueueAsync(Work, 1)).WaitAsync(QueueHost.Patience);
    }
}
