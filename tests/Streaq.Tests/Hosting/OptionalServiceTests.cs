using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>A parameter that is nullable or has a default value is a service that may be missing.</summary>
public sealed class OptionalServiceTests
{
    private static readonly TaskDefinition<string, string> Work = new("work");

    [Theory]
    [InlineData(false, "none none none 7 none")]
    [InlineData(true, "plain plain keyed 7 keyed")]
    public async Task Parameters_ThatMayBeMissing_AreFilledWhereTheyAreRegistered(bool registered, string seen)
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, Handle),
            services: services =>
            {
                if (registered)
                {
                    services.AddSingleton(new Shop("plain")).AddKeyedSingleton("south", new Shop("keyed"));
                }
            });

        Assert.Equal(seen, await (await host.Client.EnqueueAsync(Work, "")).ResultAsync(QueueHost.Patience));

        static string Handle(
            string _,
            Shop? nullable,
            [FromKeyedServices("south")] Shop? keyed,
            Shop byDefault = null!,
            int number = 7,
            [FromKeyedServices("south")] Shop keyedByDefault = null!) =>
            $"{nullable?.Name ?? "none"} {byDefault?.Name ?? "none"} {keyed?.Name ?? "none"} {number} {keyedByDefault?.Name ?? "none"}";
    }

    [Fact]
    public async Task Structures_WithDefaults_KeepThem()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(
            Work, (string text, TimeSpan time = default, int? none = null, DayOfWeek day = DayOfWeek.Friday) => $"{text} {time} {none} {day}"));

        Assert.Equal("a 00:00:00  Friday", await (await host.Client.EnqueueAsync(Work, "a")).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Parameter_ThatMustBeThere_EndsTheStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (string text, Shop? may, Shop must) => text)));

        Assert.StartsWith("Task 'work': parameter 'must' asks for ", e.Message);
    }

    private sealed record Shop(string Name);
}
