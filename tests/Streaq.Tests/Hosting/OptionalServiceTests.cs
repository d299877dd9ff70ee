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
            Work, (string text, TimeSpan time = default, int? none = null, DayOfWeek day = DayOfWeek.Friday, DayOfWeek? other = DayOfWeek.Monday) =>
                $"{text} {time} {none} {day} {other}"));

        Assert.Equal("a 00:00:00  Friday Monday", await (await host.Client.EnqueueAsync(Work, "a")).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Parameter_ThatIsRequired_FailsTheStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (string text, Shop? may, Shop must) => text)));

        Assert.StartsWith("Task 'work': parameter 'must' asks for ", e.Message);
    }

    /// <summary>An argument that no parameter takes would be lost silently.</summary>
    [Fact]
    public void Parameter_OfNearlyTheArgumentsType_IsRefused()
    {
        var streaq = new ServiceCollection().AddStreaq();

#pragma warning disable STRQ001 // The test is about this mistake.
        Refuse(() => streaq.Map(new TaskDefinition<int>("a"), (int? i) => { }), "'i' is a System.Nullable`1[System.Int32]");
        Refuse(() => streaq.Map(new TaskDefinition<string>("b"), (object? i) => { }), "'i' is a System.Object");
        Refuse(() => streaq.Map(new TaskDefinition<int>("c"), (long i = 3) => { }), "'i' is a System.Int64");
        Refuse(() => streaq.Map(new TaskDefinition<int[]>("d"), (IEnumerable<int> i) => { }), "'i' is a System.Collections.Generic.IEnumerable`1[System.Int32]");
#pragma warning restore STRQ001

        static void Refuse(Action map, string parameter) =>
            Assert.Contains($"parameter {parameter}, and no parameter takes the argument", Assert.Throws<ArgumentException>("handler", map).Message);
    }

    private sealed record Shop(string Name);
}
