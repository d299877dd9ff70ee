using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Hosting.Health;

/// <summary>One check for all queues of an application, or one for some of them.</summary>
public sealed class SeveralQueuesHealthTests
{
    /// <summary>A port without a server.</summary>
    private const string Nowhere = "127.0.0.1:1";

    [Fact]
    public async Task Check_OfAllQueues_HasTheWorstStatusAndNamesItsQueue()
    {
        await using var provider = Build(checks => checks.AddStreaqHealthCheck());

        var entry = await provider.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.StartsWith($"Queue 'reports' on Redis at {Nowhere}: ", entry.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("emails", entry.Description, StringComparison.Ordinal);
        Assert.Equal(["emails", "reports", "shop"], entry.Data.Keys.Order());
        Assert.Equal(
            (HealthStatus.Healthy, HealthStatus.Healthy, HealthStatus.Unhealthy), (entry.Of("shop").Status, entry.Of("emails").Status, entry.Of("reports").Status));
    }

    [Fact]
    public async Task Check_OfSomeQueues_LeavesTheOthersAlone()
    {
        await using var provider = Build(checks => checks.AddStreaqHealthCheck(options => options.Queues.Add("emails")));

        var entry = await provider.CheckAsync();

        Assert.Equal((HealthStatus.Healthy, "Queue 'emails' in this process is well."), (entry.Status, entry.Description));
        Assert.Equal(["emails"], entry.Data.Keys);
    }

    [Fact]
    public async Task Check_OfEachQueue_HasItsOwnNameStatusAndTags()
    {
        await using var provider = Build(checks => checks
            .AddStreaqHealthCheck(options => options.Queues.Add("emails"), "emails", tags: ["mail"])
            .AddStreaqHealthCheck(options => options.Queues.Add("reports"), "reports", HealthStatus.Degraded));

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal((HealthStatus.Healthy, "mail"), (report.Entries["emails"].Status, Assert.Single(report.Entries["emails"].Tags)));
        Assert.Equal(HealthStatus.Degraded, report.Entries["reports"].Status);
    }

    [Fact]
    public async Task Check_OfTwoQueuesOfOneName_HasBoth()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new LogRecorder())).AddHealthChecks().AddStreaqHealthCheck();
        services.AddStreaq("here", options => options.Embed("emails"));
        services.AddStreaq("there", options => (options.Queue, options.Redis) = ("emails", Nowhere));
        await using var provider = services.BuildServiceProvider();

        var entry = await provider.CheckAsync();

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy), (entry.Of("emails").Status, entry.Of("emails (2)").Status));
    }

    [Fact]
    public async Task Check_OfAQueueThatWasNotAdded_FailsAndNamesThoseThatWere()
    {
        await using var provider = Build(checks => checks.AddStreaqHealthCheck(options => options.Queues.Add("mails")));

        var entry = await provider.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("StreaqHealthCheckOptions.Queues names 'mails', which was not added to this application; added are 'shop', 'emails', 'reports'.", entry.Description);
    }

    [Fact]
    public async Task Check_WithoutAnyQueue_FailsAndSaysWhatToDo()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new LogRecorder())).AddHealthChecks().AddStreaqHealthCheck();
        await using var provider = services.BuildServiceProvider();

        var entry = await provider.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("call AddStreaq", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WithValuesThatMakeNoSense_IsRefused()
    {
        var checks = new ServiceCollection().AddHealthChecks();

        Assert.Equal("name", Assert.Throws<ArgumentException>(() => checks.AddStreaqHealthCheck(name: " ")).ParamName);
        Assert.Equal("timeout", Assert.Throws<ArgumentOutOfRangeException>(() => checks.AddStreaqHealthCheck(timeout: TimeSpan.Zero)).ParamName);
        Assert.Equal("MaxQueueAge", Assert.Throws<ArgumentOutOfRangeException>(() => checks.AddStreaqHealthCheck(options => options.MaxQueueAge = TimeSpan.Zero)).ParamName);
        Assert.Equal("Queues", Assert.Throws<ArgumentException>(() => checks.AddStreaqHealthCheck(options => options.Queues.Add("no spaces"))).ParamName);
        Assert.Throws<ArgumentNullException>(() => StreaqHealthChecksBuilderExtensions.AddStreaqHealthCheck(null!));
    }

    /// <summary>Adds the check first: it must find queues that are added later.</summary>
    private static ServiceProvider Build(Action<IHealthChecksBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddLogging(logging => logging.AddProvider(new LogRecorder())).AddHealthChecks());
        services.AddStreaq(options => options.Embed("shop"));
        services.AddStreaq("emails", options => options.UseEmbeddedStore());
        services.AddStreaq("reports", options => options.Redis = Nowhere);
        return services.BuildServiceProvider();
    }
}
